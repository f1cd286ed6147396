#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-owner does that virtio-pci does not: one administration queue.
exec "$(dirname "$0")/group" owner
