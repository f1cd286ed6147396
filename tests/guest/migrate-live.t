#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Guests with legacy virtio drivers that move from one VMM to another on the same host.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --owner virtio-owner --vfs 7 --card blk:1 --function net --function net \
	--timeout 1200 --artifacts build/artifacts/guest-migrate-live tests/guest/vm/migrate-live
