#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, on VFs whose PF offers no legacy commands.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --pf legacy-commands=off \
	--artifacts build/artifacts/tool-modern-only tests/tool/vm/modern-only
