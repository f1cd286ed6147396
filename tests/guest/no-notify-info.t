#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest on hardware that names no notification addresses.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --pf notify-info=off --artifacts build/artifacts/guest-no-notify-info \
	tests/guest/vm/no-notify-info
