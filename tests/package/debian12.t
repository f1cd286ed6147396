#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Our packages in a clean Debian 12, whose kernel has no administration queue: so
# virtio-owner drives the PF. Installed by apt, used, and removed again.
cd "$(dirname "$0")/../.." || exit
. tests/package/common.sh
make_packages
install_packages clean12 build/deb
exec lab/run --hold --root clean12 --layer "$LAYER" --owner virtio-owner --vfs 2 \
	--artifacts build/artifacts/package-debian12 tests/package/vm/life
