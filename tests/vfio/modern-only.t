#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver where nothing can be transitional: it is plain vfio-pci then, and
# says why.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --pf legacy-commands=off \
	--artifacts build/artifacts/vfio-modern-only tests/vfio/vm/modern-only
