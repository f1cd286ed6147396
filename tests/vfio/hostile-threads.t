#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A VMM at its worst: many threads at once, closing and dying amid accesses.
exec "$(dirname "$0")/group" hostile-threads
