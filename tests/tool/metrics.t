#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-vfio metrics prints, and if programs that others have written take it.
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --root metrics 2>&1 | sed 's/^/# /'
. tests/lib/tap.sh

artifacts=build/artifacts/tool-metrics
rm -rf $artifacts
mkdir -p $artifacts/vm
tap_program metrics lab/chroot env METRICS="/project/$artifacts" tests/tool/root/metrics
tap_program host lab/run --no-guests --hold --vfs 2 --owner virtio-owner \
	--artifacts $artifacts/vm tests/tool/vm/metrics
cp $artifacts/vm/host.om $artifacts/vm/host.prom $artifacts/
tap_program parsers lab/chroot --root metrics tests/tool/root/metrics-parsers $artifacts
tap_end
