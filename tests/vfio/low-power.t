#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The low power features.
exec "$(dirname "$0")/group" low-power
