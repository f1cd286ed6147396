#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A VMM at its worst: many threads at once, closing and dying amid accesses.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-hostile-threads \
	tests/vfio/vm/hostile-threads
