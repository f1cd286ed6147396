#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The same as migrate-hosts.t, from Linux 6.12 to the newest of Debian 13's backports.
cd "$(dirname "$0")/../.." || exit
if [ "${LAB_KERNEL:-6.12}" != 6.12 ]; then
	echo '1..1'
	echo 'ok 1 - guest: migrate-hosts-7.x # SKIP this run is not for the kernel that it begins with'
	exit
fi
MAKELEVEL=1 lab/setup --kernel 7.x 2>&1 | sed 's/^/# /'
# One at a time, as tests/kernels builds in that folder, too.
mkdir -p build
flock build/kernels.lock make -s module programs KERNEL=7.x 2>&1 | sed 's/^/# /'
exec lab/run --hold --owner virtio-owner --vfs 4 --timeout 1200 \
	--far tests/guest/vm/migrate-hosts-far --far-kernel 7.x \
	--artifacts build/artifacts/guest-migrate-hosts-7.x tests/guest/vm/migrate-hosts
