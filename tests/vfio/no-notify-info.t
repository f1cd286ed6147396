#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver on hardware without the optional command LEGACY_NOTIFY_INFO.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --pf notify-info=off \
	--artifacts build/artifacts/vfio-no-notify-info \
	tests/vfio/vm/no-notify-info
