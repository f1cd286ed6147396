#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-owner does that virtio-pci does not, on one administration queue; and how
# both post.
exec "$(dirname "$0")/group" owner posting
