#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, and our driver in place of vfio-pci.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --plain ich9-ahci \
	--artifacts build/artifacts/tool-stand-in tests/tool/vm/stand-in
