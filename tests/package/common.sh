# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Our packages, installed in clean Debian roots: what the tests of them share, on this
# machine. The including script is in the project's top folder, as working directory.
# shellcheck disable=SC2034 # used by lab/lib
LAB_ME=tests/package
PROJECT=$PWD
STEPS_DONE=0
. lab/lib/common.sh
. lab/lib/cache.sh

# make_packages: build/deb/*.deb
make_packages() { MAKELEVEL=1 lab/deb >&2 || exit; }

# install_packages ROOT DEBS [OVER]: sets LAYER to what installing DEBS/*.deb in the
# lab's root, with the layer OVER it, changes there; kept for as long as all of these
# stay the same
install_packages() {
	MAKELEVEL=1 lab/setup --root "$1" 2>&1 | sed 's/^/# /' || exit
	load_lab_env
	use_root "$1"
	cache_lock
	entry "${1}with" "$( {
		echo "$HOST_ROOT ${3-}"
		cat lab/steps/install "$2"/*.deb
	} | key)" "our packages in $1 (about 1 min)" \
		lab/steps/install "${3:+$3:}$HOST_ROOT" "$2"
	release_lock
	LAYER=$ENTRY/layer
}

# make_next OUT: the package of the release $NEXT, which is this one but for its number
make_next() {
	_version=$(cat VERSION)
	_package=virtio-vfio-pci-dkms
	rm -rf "$1"
	mkdir -p "$1"
	dpkg-deb -R "build/deb/${_package}_${_version}_all.deb" "$1/tree"
	mv "$1/tree/usr/src/virtio-vfio-pci-$_version" \
		"$1/tree/usr/src/virtio-vfio-pci-$NEXT"
	sed -i "s/$_version/$NEXT/g" "$1/tree/DEBIAN/"* \
		"$1/tree/usr/src/"*/dkms.conf "$1/tree/usr/src/"*/*/main.c
	# the same contents are to be the same file
	SOURCE_DATE_EPOCH=0 dpkg-deb --root-owner-group -b "$1/tree" "$1" >/dev/null
	rm -rf "$1/tree"
}

# install_upgrade: sets NOW to the layer of this release, NEXT to the version of the
# next one, and LAYER to what its package, in build/deb-next, changes over NOW
install_upgrade() {
	install_packages clean13 build/deb
	NOW=$LAYER
	NEXT=$(cat VERSION)+next
	make_next build/deb-next
	install_packages clean13 build/deb-next "$NOW"
}
