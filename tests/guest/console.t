#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers on a console VF.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --card console:1 --artifacts build/artifacts/guest-console \
	tests/guest/vm/console
