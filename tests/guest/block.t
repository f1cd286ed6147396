#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers that boots from a block VF.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --card blk:2 --image bootable \
	--artifacts build/artifacts/guest-block tests/guest/vm/block
