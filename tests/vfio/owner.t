#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-owner does that virtio-pci does not: one administration queue.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --owner virtio-owner --vfs 4 \
	--artifacts build/artifacts/vfio-owner tests/vfio/vm/owner
