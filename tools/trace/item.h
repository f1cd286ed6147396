/* SPDX-License-Identifier: GPL-2.0-only */
/* Events put together: an access of the guest with those of the backend for it. Pure. */
#ifndef TOOLS_TRACE_ITEM_H
#define TOOLS_TRACE_ITEM_H

#include <stddef.h>

#include "trace/event.h"

/**
 * struct trace_item - what is one line
 * @event: an access, a kick, an interrupt ...; or the backend's, by the driver itself
 * @tries: how often the backend was asked
 * @took: the time of that; ns
 * @backend: the last of them
 */
struct trace_item {
	struct trace_event event;
	unsigned int tries;
	uint64_t took;
	struct trace_event backend;
};

/**
 * struct trace_join - what makes items of events
 * @pending: what the backend did for an access that is still to come
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
/* No more for now: what is still pending was for the driver itself. */
void item_flush(struct trace_join *join);

/* Room for any of them. */
#define ITEM_TEXT 1536

/* The item as a line, without its time. */
void item_text(char *text, size_t size, const struct trace_item *item,
	       unsigned int virtio_id);

#endif
