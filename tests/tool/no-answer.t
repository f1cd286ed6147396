#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, and a PF that does not answer when a VF is bound.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 1 --pf notify-info=off \
	--artifacts build/artifacts/tool-no-answer tests/tool/vm/no-answer
