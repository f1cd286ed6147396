/* SPDX-License-Identifier: GPL-2.0-only */
/* The last trace that was listened to, which the trace command keeps. */
#ifndef TOOLS_REPORT_LAST_TRACE_H
#define TOOLS_REPORT_LAST_TRACE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Copies it, if not @raw without the MAC address that the guest has read. Returns 0,
 * -ENOENT if there is none, or a negative errno.
 */
int last_trace_copy(FILE *to, bool raw);

#endif
