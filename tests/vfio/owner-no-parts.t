#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A PF without device parts, and virtio-owner.
exec "$(dirname "$0")/group" owner-no-parts
