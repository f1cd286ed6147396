#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The low power features, where a VF loses its registers in D3hot.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 --pf no-soft-reset=off \
	--artifacts build/artifacts/vfio-low-power-soft-reset \
	tests/vfio/vm/low-power
