#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest and a VMM at their worst: accesses, memory, ioctls, queues.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-hostile tests/vfio/vm/hostile
