#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# libvirt of Debian 13 gives VFs to guests on the machine q35.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean13 build/deb
exec lab/run --hold --root clean13 --layer "$LAYER" --owner virtio-pci --vfs 18 \
	--artifacts build/artifacts/libvirt-q35 tests/libvirt/vm/q35
