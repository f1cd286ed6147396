#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs in use whose PF is reset, taken away, or loses its VFs.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-pf-events tests/vfio/vm/pf-events
