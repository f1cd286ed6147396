#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Live migration by VFIO's interface, with virtio-owner.
exec "$(dirname "$0")/group" migrate
