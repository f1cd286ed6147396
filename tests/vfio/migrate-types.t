#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Live migration of VFs of each device type.
exec "$(dirname "$0")/group" migrate-types
