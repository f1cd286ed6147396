#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Guests with legacy virtio drivers that are saved to a file, and restored.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --owner virtio-owner --vfs 2 --card blk:2 --image bootable --timeout 1200 \
	--artifacts build/artifacts/guest-migrate-file tests/guest/vm/migrate-file
