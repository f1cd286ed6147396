#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# virtio-vfio trace, on VFs in use.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --artifacts build/artifacts/tool-trace \
	tests/tool/vm/trace
