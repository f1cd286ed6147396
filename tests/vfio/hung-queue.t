#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An administration queue that does not answer: one VF, and more VFs than
# commands may be left behind.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 20 \
	--artifacts build/artifacts/vfio-hung-queue tests/vfio/vm/hung-queue
