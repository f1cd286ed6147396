/* SPDX-License-Identifier: GPL-2.0-only */
/* Items and the summary, as text or as JSON. */
#ifndef TOOLS_TRACE_PRINT_H
#define TOOLS_TRACE_PRINT_H

#include "trace_item.h"
#include "trace_summary.h"

/* A line for it; @begun is the time from which its own is told. */
void trace_print_item(const struct trace_item *item, unsigned int virtio_id,
		      uint64_t begun);
void trace_print_summary(struct summary *summary, const char *address,
			 unsigned int virtio_id);

#endif
