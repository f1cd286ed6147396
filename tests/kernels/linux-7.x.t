#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The newest kernel that Debian 13 can have.
exec "$(dirname "$0")/core" 7.x virtio-pci \
	tests/vfio/driver.t tests/kernels/guest
