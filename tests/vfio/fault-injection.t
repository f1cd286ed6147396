#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation fails once. Needs a kernel that can make it fail.
exec "$(dirname "$0")/group" fault-injection
