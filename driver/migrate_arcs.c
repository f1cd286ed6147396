// SPDX-License-Identifier: GPL-2.0-only
/*
 * The next arc on the way from one state to another, as <linux/vfio.h> describes it for
 * VFIO_MIGRATION_STOP_COPY, _P2P and _PRE_COPY together: the shortest way, and none that
 * begins to save on its way to somewhere else.
 */
#include <linux/errno.h>
#include <linux/types.h>

#include "migrate_arcs.h"

/* For the table alone, so that it can be seen as one. */
enum {
	_ = MIGRATE_ERROR,
	STOP = MIGRATE_STOP,
	RUN = MIGRATE_RUNNING,
	COPY = MIGRATE_STOP_COPY,
	LOAD = MIGRATE_RESUMING,
	P2P = MIGRATE_RUNNING_P2P,
	PRE = MIGRATE_PRE_COPY,
	PREP = MIGRATE_PRE_COPY_P2P,
};

/* From a line's state to a column's; _: there is no way. */
static const u8 arcs[MIGRATE_STATES][MIGRATE_STATES] = {
	/*	     ERROR STOP  RUN   COPY  LOAD  P2P   PRE   PREP */
	[MIGRATE_ERROR] = { _, _, _, _, _, _, _, _ },
	[STOP] =	{ _, STOP, P2P,  COPY, LOAD, P2P,  P2P,  P2P },
	[RUN] =		{ _, P2P,  RUN,  P2P,  P2P,  P2P,  PRE,  P2P },
	[COPY] =	{ _, STOP, STOP, COPY, STOP, STOP, _,    _ },
	[LOAD] =	{ _, STOP, STOP, STOP, LOAD, STOP, STOP, STOP },
	[P2P] =		{ _, STOP, RUN,  STOP, STOP, P2P,  RUN,  PREP },
	[PRE] =		{ _, RUN,  RUN,  PREP, RUN,  RUN,  PRE,  PREP },
	[PREP] =	{ _, P2P,  P2P,  COPY, P2P,  P2P,  PRE,  PREP },
};

/**
 * vvp_migrate_next_arc - the next single change of state on the way to another
 * @from: enum migrate_state: where the device is
 * @to: where it is wanted
 * @next: the state to change to; @from, if it is there
 *
 * Return: 0, or -EINVAL if there is no such state or no way.
 */
int vvp_migrate_next_arc(u32 from, u32 to, u32 *next)
{
	if (from >= MIGRATE_STATES || to >= MIGRATE_STATES ||
	    arcs[from][to] == MIGRATE_ERROR)
		return -EINVAL;
	*next = arcs[from][to];
	return 0;
}

static const char *const names[MIGRATE_STATES] = {
	[MIGRATE_ERROR] = "error",
	[MIGRATE_STOP] = "stop",
	[MIGRATE_RUNNING] = "running",
	[MIGRATE_STOP_COPY] = "stop-copy",
	[MIGRATE_RESUMING] = "resuming",
	[MIGRATE_RUNNING_P2P] = "running-p2p",
	[MIGRATE_PRE_COPY] = "pre-copy",
	[MIGRATE_PRE_COPY_P2P] = "pre-copy-p2p",
};

/**
 * vvp_migrate_state_name - a state, as a word for an operator
 * @state: enum migrate_state
 */
const char *vvp_migrate_state_name(u32 state)
{
	return state < MIGRATE_STATES ? names[state] : "unknown";
}
