#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# libvirt of Debian 13, with our package installed beside it, saves and restores a domain with
# a VF, by docs/migration.md.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean13 build/deb
exec lab/run --hold --root clean13 --layer "$LAYER" --owner virtio-owner --vfs 2 \
	--artifacts build/artifacts/libvirt-save tests/libvirt/vm/save
