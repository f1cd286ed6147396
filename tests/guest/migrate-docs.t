#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest is saved, restored and moved by the lines of docs/migration.md.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --owner virtio-owner --vfs 2 \
	--artifacts build/artifacts/guest-migrate-docs tests/guest/vm/migrate-docs
