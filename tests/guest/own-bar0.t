#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers on a function whose BAR0 is memory, and has all that it
# has: the guest is left with INTx.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --function net.bar0-all \
	--artifacts build/artifacts/guest-own-bar0 tests/guest/vm/own-bar0
