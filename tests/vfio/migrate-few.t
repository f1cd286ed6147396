#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Live migration of more VFs than the PF has objects for.
exec "$(dirname "$0")/group" migrate-few
