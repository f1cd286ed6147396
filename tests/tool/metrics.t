#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-vfio metrics prints, and if programs that others have written take it.
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --root metrics 2>&1 | sed 's/^/# /'
. tests/lib/tap.sh

metrics=build/artifacts/tool-metrics
rm -rf $metrics
mkdir -p $metrics
tap_program metrics lab/chroot env METRICS="/project/$metrics" tests/tool/root/metrics
tap_program parsers lab/chroot --root metrics tests/tool/root/metrics-parsers $metrics
tap_end
