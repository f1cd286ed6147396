#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the legacy drivers in the field do to a VF, each in its own way.
exec "$(dirname "$0")/group" legacy-drivers
