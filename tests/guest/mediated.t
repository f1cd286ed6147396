#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Guests with legacy virtio drivers on functions of stock QEMU, which have no legacy
# interface, no PF, and on the root bus no reset either.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --function net --function net@root --function blk@root --image bootable \
	--artifacts build/artifacts/guest-mediated tests/guest/vm/mediated
