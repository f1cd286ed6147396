#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers on an entropy VF.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --card rng:1 --artifacts build/artifacts/guest-entropy \
	tests/guest/vm/entropy
