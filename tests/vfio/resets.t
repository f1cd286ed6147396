#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Resets of every kind, hundreds of times.
exec "$(dirname "$0")/group" resets
