#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Debian 13's real-time kernel, in which a spinlock sleeps and an interrupt's handler is
# a thread.
exec "$(dirname "$0")/core" rt virtio-pci \
	tests/vfio/driver.t tests/kernels/guest
