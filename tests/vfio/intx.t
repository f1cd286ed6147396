#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# INTx of a transitional VF: its VFIO interface, its level, and that no interrupt is
# lost. EXCHANGES and SWITCHES in the environment say how often the last is tried.
cd "$(dirname "$0")/../.." || exit
exec lab/run --no-guests --hold --vfs 1 \
	--artifacts build/artifacts/vfio-intx tests/vfio/vm/intx \
	${EXCHANGES:+EXCHANGES="$EXCHANGES"} ${SWITCHES:+SWITCHES="$SWITCHES"}
