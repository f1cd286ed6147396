/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's tracepoints for one VF, as they come (libtracefs). */
#ifndef TOOLS_TRACE_LIVE_H
#define TOOLS_TRACE_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/event.h"

struct trace_live;

/*
 * Listens from here on, in a trace buffer of its own. Returns 0; -ENOENT if the kernel
 * has no such tracepoints, -EACCES if the caller may not use them, or another errno;
 * @why gets a sentence.
 */
int live_open(struct trace_live **live, const char *address, char *why,
	      size_t size);

/*
 * Gives out what has happened, in order, but for the last moment, as something earlier
 * may still turn up; that too if @all. Returns 0 or a negative errno.
 */
int live_read(struct trace_live *live, bool all,
	      void (*emit)(const struct trace_event *event, void *opaque),
	      void *opaque);

/* No new events from here on. */
void live_stop(struct trace_live *live);
void live_close(struct trace_live *live);

#endif
