#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A VF of each device type that a transitional device can have.
exec "$(dirname "$0")/group" types
