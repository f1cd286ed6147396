#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Resets of every kind, hundreds of times.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-resets tests/vfio/vm/resets
