#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Hardware that answers wrongly, too little, or not now.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 4 \
	--artifacts build/artifacts/vfio-bad-answers tests/vfio/vm/bad-answers
