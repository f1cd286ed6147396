#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two guests on two VFs of one PF.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 2 --artifacts build/artifacts/guest-two-guests \
	tests/guest/vm/two-guests
