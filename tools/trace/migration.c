// SPDX-License-Identifier: GPL-2.0-only
/* The names of states are the driver's own. */
#include "migrate_arcs.h"
#include "trace/migration.h"

const char *migration_state(unsigned int state)
{
	return vvp_migrate_state_name(state);
}

static bool runs(unsigned int state)
{
	return state == MIGRATE_RUNNING || state == MIGRATE_PRE_COPY;
}

bool migration_follow(struct migration_stop *stop,
		      const struct trace_event *event)
{
	bool was = stop->stopped;

	/* it has been closed, or reset meanwhile: that lets it run without a step */
	if (event->kind == TRACE_SESSION ||
	    (event->kind == TRACE_MIGRATION && runs(event->from))) {
		stop->stopped = false;
		was = false;
	}
	if (event->kind != TRACE_MIGRATION || event->error)
		return false;
	if (runs(event->from) && !runs(event->to)) {
		stop->since = event->ns - (event->took < event->ns ? event->took
								   : event->ns);
		stop->stopped = true;
	} else if (runs(event->to)) {
		stop->stopped = false;
	}
	/* what is replayed may be in any order */
	return was && !stop->stopped && event->ns >= stop->since;
}
