#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A VF of each device type that a transitional device can have.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 1 --card blk:1 --card balloon:1 --card console:1 \
	--card scsi:1 --card rng:1 --card 9p:1 --artifacts build/artifacts/vfio-types \
	tests/vfio/vm/types
