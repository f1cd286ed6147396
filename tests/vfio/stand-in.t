#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver under vfio-pci's name: what it does in place of that, and that all else is as
# under its own.
exec "$(dirname "$0")/group" stand-in bar0_geometry net_driver modes
