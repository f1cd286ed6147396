#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Functions whose BAR0 is memory: modern, or legacy without it.
exec "$(dirname "$0")/group" own-bar0
