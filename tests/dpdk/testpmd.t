#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# DPDK of Debian 12 on the host, which knows a VFIO device by the name vfio-pci alone, on
# a VF that virtio-vfio-pci has by that name.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean12 build/deb
exec lab/run --hold --root clean12 --layer "$LAYER" --owner virtio-owner --vfs 2 \
	--artifacts build/artifacts/dpdk-testpmd tests/dpdk/vm/testpmd
