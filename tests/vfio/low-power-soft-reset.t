#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The low power features, where a VF loses its registers in D3hot.
exec "$(dirname "$0")/group" low-power-soft-reset power pf=no-soft-reset=off
