#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest and a VMM at their worst: accesses, memory, ioctls, queues.
exec "$(dirname "$0")/group" hostile
