#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver on the VFIO interface, on hardware that a run can make bad.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 --artifacts build/artifacts/vfio-driver \
	tests/vfio/vm/driver
