#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# virtio-vfio parts, and what other subcommands say of live migration.
cd "$(dirname "$0")/../.." || exit
. tests/lib/tap.sh

tap_program folders lab/chroot tests/tool/root/parts
tap_program host lab/run --no-guests --hold --vfs 2 --owner virtio-owner \
	--artifacts build/artifacts/tool-parts tests/tool/vm/parts
tap_end
