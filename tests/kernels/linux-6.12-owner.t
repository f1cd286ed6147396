#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Debian 13's own kernel, with virtio-owner.
exec "$(dirname "$0")/core" 6.12 virtio-owner \
	tests/vfio/driver.t tests/vfio/legacy-drivers.t tests/kernels/guest
