#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# virtio-vfio on functions that are reached without commands: of stock QEMU, and VFs.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 2 --function net --function blk@root \
	--function net:iommu_platform=off --function rng --function net.bar0 \
	--artifacts build/artifacts/tool-mediated tests/tool/vm/mediated
