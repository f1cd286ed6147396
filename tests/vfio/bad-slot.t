#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs in use whose card reports errors, or is pulled out.
exec "$(dirname "$0")/group" bad-slot
