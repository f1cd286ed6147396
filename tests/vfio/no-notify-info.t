#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver on hardware without the optional command LEGACY_NOTIFY_INFO.
exec "$(dirname "$0")/group" no-notify-info
