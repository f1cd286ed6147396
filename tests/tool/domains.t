#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, and PCI domains above ffff.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/domains
