#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, and VFs that the host itself uses.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 1 --card blk:1 --card scsi:1 --card 9p:1 --card console:1 \
	--artifacts build/artifacts/tool-host-use tests/tool/vm/host-use
