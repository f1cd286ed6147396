#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-vfio report puts into a file, and what it keeps out of it.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/report
