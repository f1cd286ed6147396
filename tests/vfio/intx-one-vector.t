#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# INTx of VFs that have a single MSI-X vector each.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 1 --pf vf-vectors=1 \
	--artifacts build/artifacts/vfio-intx-one-vector \
	tests/vfio/vm/intx-one-vector
