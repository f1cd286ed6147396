#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation fails once. Needs a kernel that can make it fail.
cd "$(dirname "$0")/../.." || exit
[ "${LAB_KERNEL-}" = debug ] || {
	echo '1..0 # SKIP failing allocations need the debug kernel: make test-debug'
	exit 0
}
exec lab/run --no-guests --hold --vfs 2 \
	--artifacts build/artifacts/vfio-fault-injection \
	tests/vfio/vm/fault-injection
