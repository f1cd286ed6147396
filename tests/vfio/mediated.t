#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Functions without legacy commands: legacy registers made of their modern ones.
exec "$(dirname "$0")/group" mediated
