#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VFs in use whose PF is reset, taken away, or loses its VFs.
exec "$(dirname "$0")/group" pf-events
