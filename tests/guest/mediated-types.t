#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers on functions of stock QEMU of those types that
# mediated.t has not.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --function console --function scsi --function rng@root \
	--function 9p@root --artifacts build/artifacts/guest-mediated-types \
	tests/guest/vm/mediated-types
