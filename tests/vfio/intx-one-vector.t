#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# INTx of a VF that has a single MSI-X vector.
exec "$(dirname "$0")/group" intx-one-vector intx_reset
