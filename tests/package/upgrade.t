#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An upgrade of virtio-vfio-pci-dkms while a guest has a VF: from this release to one
# that is the same but for its number. DKMS builds both in a root on this machine; in
# the host VM, where a compiler would take minutes, it is handed what came of that.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh

version=$(cat VERSION)
next=$version+next
artifacts=build/artifacts/package-upgrade
package=virtio-vfio-pci-dkms

# make_next OUT: the package of the next release
make_next() {
	rm -rf "$1"
	mkdir -p "$1"
	dpkg-deb -R "build/deb/${package}_${version}_all.deb" "$1/tree"
	mv "$1/tree/usr/src/virtio-vfio-pci-$version" \
		"$1/tree/usr/src/virtio-vfio-pci-$next"
	sed -i "s/$version/$next/g" "$1/tree/DEBIAN/"* \
		"$1/tree/usr/src/"*/dkms.conf "$1/tree/usr/src/"*/*/main.c
	# the same contents are to be the same file
	SOURCE_DATE_EPOCH=0 dpkg-deb --root-owner-group -b "$1/tree" "$1" >/dev/null
	rm -rf "$1/tree"
}

make_packages
install_packages clean13 build/deb
now=$LAYER
make_next build/deb-next
install_packages clean13 build/deb-next "$now"
rm -rf "$artifacts"
mkdir -p "$artifacts/$next"
cp build/deb-next/*.deb "$LAYER"/usr/lib/modules/*/updates/dkms/*.ko.xz \
	"$artifacts/$next"
exec lab/run --hold --root clean13 --layer "$now" --owner virtio-pci --vfs 2 \
	--artifacts "$artifacts" tests/package/vm/upgrade "$next"
