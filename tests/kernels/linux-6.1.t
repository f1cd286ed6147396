#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Debian 12's own kernel, which has no administration queue itself.
exec "$(dirname "$0")/core" 6.1 virtio-owner \
	tests/vfio/driver.t tests/kernels/guest
