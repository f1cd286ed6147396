#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs in use whose PF loses its driver.
exec "$(dirname "$0")/group" pf-driver
