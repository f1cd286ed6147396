#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Pictures of virtio-vfio trace --svg, and how they look in a browser. They are in
# build/artifacts/tool-pictures, as the browser shows them, too: a person looks at those.
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --root readers 2>&1 | sed 's/^/# /'
. tests/lib/tap.sh

artifacts=build/artifacts/tool-pictures
rm -rf $artifacts
mkdir -p $artifacts
tap_program drawn lab/chroot env PICTURES="/project/$artifacts" tests/tool/root/pictures
tap_program browser lab/chroot --root readers tests/tool/root/pictures-browser $artifacts
tap_end
