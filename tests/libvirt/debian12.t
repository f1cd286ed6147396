#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# libvirt of Debian 12, which knows a VFIO device by the name vfio-pci alone, with our
# package installed beside it.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean12 build/deb
exec lab/run --hold --root clean12 --layer "$LAYER" --owner virtio-owner --vfs 2 --plain ich9-ahci \
	--artifacts build/artifacts/libvirt-debian12 tests/libvirt/vm/debian12
