#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# docs/migration.md shows what happens; its lines for guests are tests/guest/migrate-docs.t's.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 --owner virtio-owner \
	--artifacts build/artifacts/docs-migration tests/tool/vm/docs docs/migration.md
