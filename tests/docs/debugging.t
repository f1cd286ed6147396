#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# docs/debugging.md shows what happens.
cd "$(dirname "$0")/../.." || exit
if [ "${LAB_KERNEL-}" = 6.1 ]; then
	echo '1..1'
	echo 'ok 1 - docs: debugging # SKIP this kernel has no virtio-pci with legacy commands'
	exit
fi
exec lab/run --no-guests --hold --vfs 4 --owner virtio-pci \
	--artifacts build/artifacts/docs-debugging tests/tool/vm/docs docs/debugging.md
