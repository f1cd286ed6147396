/* SPDX-License-Identifier: GPL-2.0-only */
/* Events put together as one would tell them: an access with its commands. Pure. */
#ifndef TOOLS_TRACE_ITEM_H
#define TOOLS_TRACE_ITEM_H

#include <stddef.h>

#include "trace/event.h"

/**
 * struct trace_item - what is one line
 * @event: an access, a kick, an interrupt ...; or a command of the driver's own
 * @commands: how many it took, each try counted
 * @took: their time; ns
 * @command: the last of them
 */
struct trace_item {
	struct trace_event event;
	unsigned int commands;
	uint64_t took;
	struct trace_event command;
};

/**
 * struct trace_join - what makes items of events
 * @pending: commands that wait for the access that they are for
 * @emit: gets the items
 * @opaque: its own
 */
struct trace_join {
	struct trace_item pending;
	void (*emit)(const struct trace_item *item, void *opaque);
	void *opaque;
};

/* Events in the order in which they happened. */
void item_join(struct trace_join *join, const struct trace_event *event);
/* No more for now: commands that still wait are the driver's own. */
void item_flush(struct trace_join *join);

/* The item as a line, without its time. */
void item_text(char *text, size_t size, const struct trace_item *item,
	       unsigned int virtio_id);

#endif
