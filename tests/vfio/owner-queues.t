#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A PF with several administration queues, and virtio-owner.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --owner virtio-owner --vfs 6 --pf admin-queues=3 \
	--artifacts build/artifacts/vfio-owner-queues tests/vfio/vm/owner-queues
