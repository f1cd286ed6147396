#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the operator is told of VFs in use: counters and tracepoints.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 \
	--artifacts build/artifacts/vfio-counters tests/vfio/vm/counters
