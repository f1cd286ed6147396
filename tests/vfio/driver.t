#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver on the VFIO interface, on hardware that a run can make bad.
exec "$(dirname "$0")/group" driver
