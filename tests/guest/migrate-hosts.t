#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers moves from one host to another, and back.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --owner virtio-owner --vfs 4 --timeout 1200 \
	--far tests/guest/vm/migrate-hosts-far --artifacts build/artifacts/guest-migrate-hosts \
	tests/guest/vm/migrate-hosts
