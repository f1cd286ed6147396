#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What Debian's own checker says of our packages.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
. tests/lib/tap.sh

finds_nothing() {
	lab/chroot --root deb lintian --allow-root --info --fail-on error,warning \
		build/deb/virtio-vfio-pci_*.changes
}

# has PACKAGE FILE...
has() {
	dpkg-deb -c build/deb/"$1"_*.deb | awk '{ print $6 }' >"$tap_dir/files"
	shift
	for _file; do
		grep -x "\./$_file" "$tap_dir/files" || {
			echo "missing: $_file; there are:"
			cat "$tap_dir/files"
			return 1
		}
	done
}

version=$(cat VERSION)
src=usr/src/virtio-vfio-pci-$version

make_packages
tap_check 'lintian finds no error and no warning' finds_nothing
tap_check 'the sources of both modules are in the one' has virtio-vfio-pci-dkms \
	"$src/dkms.conf" "$src/driver/main.c" "$src/owner/main.c" \
	"$src/Kbuild" "$src/compat/unsupported" "$src/compat/outside.mk" \
	"$src/compat/compat.mk" "$src/compat/include/linux/unaligned.h" \
	"$src/include/virtio_owner.h" "$src/driver/legacy_types.h"
tap_check 'the command and what belongs to it are in the other' \
	has virtio-vfio-pci-tools usr/bin/virtio-vfio \
	usr/share/man/man8/virtio-vfio.8.gz usr/share/man/man5/virtio-vfio.conf.5.gz \
	usr/share/bash-completion/completions/virtio-vfio \
	'.*lib/systemd/system/virtio-vfio@.service' \
	'.*lib/systemd/system/virtio-vfio-metrics.service' \
	'.*lib/systemd/system/virtio-vfio-metrics.timer' \
	usr/share/doc/virtio-vfio-pci-tools/examples/virtio-vfio.rules.yml \
	usr/share/virtio-vfio/schema/list.json usr/share/virtio-vfio/schema/results.json \
	'.*lib/udev/rules.d/85-virtio-vfio.rules'
tap_end
