#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs in use whose PF loses its driver.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-pf-driver tests/vfio/vm/pf-driver
