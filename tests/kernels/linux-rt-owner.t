#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Debian 13's real-time kernel, with virtio-owner.
exec "$(dirname "$0")/core" rt virtio-owner tests/vfio/driver.t
