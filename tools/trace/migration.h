/* SPDX-License-Identifier: GPL-2.0-only */
/* Live migration: its states, and for how long they keep the device stopped. Pure. */
#ifndef TOOLS_TRACE_MIGRATION_H
#define TOOLS_TRACE_MIGRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/event.h"

/* As the driver calls it: "stop-copy". */
const char *migration_state(unsigned int state);

/**
 * struct migration_stop - what is known of a device that is stopped
 * @since: when that began; ns
 * @stopped: it is, and that was seen
 */
struct migration_stop {
	uint64_t since;
	bool stopped;
};

/*
 * Events in their order. True if the device runs again with this one, and @since is known:
 * from the beginning of the step that stopped it to the end of that which let it run.
 */
bool migration_follow(struct migration_stop *stop,
		      const struct trace_event *event);

#endif
