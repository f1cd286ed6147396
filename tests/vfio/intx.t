#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# INTx of a transitional VF: its VFIO interface, its level, and that no interrupt is
# lost. EXCHANGES and SWITCHES in the environment say how often the last is tried.
exec "$(dirname "$0")/group" intx \
	${EXCHANGES:+EXCHANGES="$EXCHANGES"} ${SWITCHES:+SWITCHES="$SWITCHES"}
