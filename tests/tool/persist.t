#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the operator's command keeps for the next boot.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 --artifacts build/artifacts/tool-persist \
	tests/tool/vm/persist
