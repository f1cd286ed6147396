#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs in use whose card reports errors, or is pulled out.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-bad-slot tests/vfio/vm/bad-slot
