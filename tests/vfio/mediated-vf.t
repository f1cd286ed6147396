#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the legacy drivers in the field do to VFs whose registers are made of their modern
# ones.
exec "$(dirname "$0")/group" mediated-vf legacy_drivers
