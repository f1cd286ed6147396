#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An upgrade of virtio-vfio-pci-dkms while a guest has a VF: from this release to one
# that is the same but for its number. DKMS builds both in a root on this machine; in
# the host VM, where a compiler would take minutes, it is handed what came of that.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh

make_packages
install_upgrade
artifacts=build/artifacts/package-upgrade
rm -rf "$artifacts"
mkdir -p "$artifacts/$NEXT"
cp build/deb-next/*.deb "$LAYER"/usr/lib/modules/*/updates/dkms/*.ko.xz \
	"$artifacts/$NEXT"
exec lab/run --hold --root clean13 --layer "$NOW" --owner virtio-pci --vfs 2 \
	--artifacts "$artifacts" tests/package/vm/upgrade "$NEXT"
