#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The same as migrate-hosts.t, from Linux 6.12 to the newest of Debian 13's backports.
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --kernel 7.x 2>&1 | sed 's/^/# /'
mkdir -p build
flock build/kernels.lock make -s module programs KERNEL=7.x 2>&1 | sed 's/^/# /'
exec lab/run --hold --kernel 6.12 --owner virtio-owner --vfs 4 --timeout 1200 \
	--far tests/guest/vm/migrate-hosts-far --far-kernel 7.x \
	--artifacts build/artifacts/guest-migrate-hosts-7.x tests/guest/vm/migrate-hosts
