#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, and the file by which modprobe loads our module as vfio-pci.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/stand-in-file
