#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Live migration on Debian 12's own kernel.
exec "$(dirname "$0")/core" 6.1 virtio-owner tests/vfio/migrate.t
