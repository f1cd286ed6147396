#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A PF with several administration queues, and virtio-owner.
exec "$(dirname "$0")/group" owner-queues
