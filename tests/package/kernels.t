#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The package of the modules on machines with kernels of all sorts, in Debian 12 and 13:
# with DKMS 3.0 and 3.2, gcc and clang. Nothing of it needs a host VM.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
. tests/lib/tap.sh

make_packages
for debian in 12 13; do
	MAKELEVEL=1 lab/setup --root flavours$debian 2>&1 | sed 's/^/# /'
	tap_program "Debian $debian" lab/chroot --root flavours$debian --scratch \
		tests/package/root/kernels
done
tap_end
