#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, on VFs that can be transitional.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 --artifacts build/artifacts/tool-tool \
	tests/tool/vm/tool
