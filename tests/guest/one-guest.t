#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers on one VF.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --artifacts build/artifacts/guest-one-guest \
	tests/guest/vm/one-guest
