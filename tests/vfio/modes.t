#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The mode of a VF as a choice: transitional, legacy or modern.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --artifacts build/artifacts/vfio-modes \
	tests/vfio/vm/modes
