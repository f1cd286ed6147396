#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The low power features.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-low-power tests/vfio/vm/low-power
