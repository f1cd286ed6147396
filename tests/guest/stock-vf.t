#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs of a device model that nobody here wrote: the virtio-net-pci of the newest QEMU of
# Debian's backports, with sriov-pf. Its PF has no administration queue.
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --root stockqemu 2>&1 | sed 's/^/# /'
exec lab/run --hold --stock-qemu --vfs 2 --timeout 900 \
	--artifacts build/artifacts/guest-stock-vf tests/guest/vm/stock-vf
