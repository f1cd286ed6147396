#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Guests under a QEMU with the patch that is in qemu/: their kicks wake no user space.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 2 --function net --artifacts build/artifacts/guest-vfio-ioeventfd \
	tests/guest/vm/vfio-ioeventfd
