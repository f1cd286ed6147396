#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Our packages in a clean Debian 13: installed by apt, used, and removed again.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean13 build/deb
exec lab/run --hold --root clean13 --layer "$LAYER" --owner virtio-pci --vfs 2 \
	--artifacts build/artifacts/package-debian13 tests/package/vm/life
