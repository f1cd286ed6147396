#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-vfio trace makes of a recording.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/replay
