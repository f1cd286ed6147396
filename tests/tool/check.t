#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# virtio-vfio check finds nothing on good hardware, and what is wrong with bad one.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --card blk:1 --card rng:1 --card console:1 \
	--card balloon:1 --card scsi:1 --card 9p:1 \
	--artifacts build/artifacts/tool-check tests/tool/vm/check
