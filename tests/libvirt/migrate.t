#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# libvirt of Debian 13 moves a domain with a VF from one host to another, by
# docs/migration.md.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean13 build/deb
exec lab/run --hold --root clean13 --layer "$LAYER" --owner virtio-owner --vfs 4 --timeout 1200 \
	--far tests/libvirt/vm/migrate-far --artifacts build/artifacts/libvirt-migrate \
	tests/libvirt/vm/migrate
