/* SPDX-License-Identifier: GPL-2.0-only */
/* Items and the summary, as text or as JSON. */
#ifndef TOOLS_TRACE_PRINT_H
#define TOOLS_TRACE_PRINT_H

#include "trace/item.h"
#include "trace/summary.h"

/* Prints a line; its time is that since @begun. */
void print_item(const struct trace_item *item, unsigned int virtio_id,
		uint64_t begun);
void print_summary(struct summary *summary, const char *address,
		   unsigned int virtio_id);

#endif
