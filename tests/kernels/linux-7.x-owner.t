#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The newest kernel that Debian 13 can have, with virtio-owner.
exec "$(dirname "$0")/core" 7.x virtio-owner tests/vfio/driver.t \
	tests/vfio/migrate.t
