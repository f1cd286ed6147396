/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What both ends of a migration have to have in common, as the driver's file "parts" has
 * it: lines of a name and values. Another host's report may be anybody's. Pure.
 */
#ifndef TOOLS_PARTS_REPORT_H
#define TOOLS_PARTS_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "stream_identity.h"

/*
 * Lines whose names are not known, and those that begin with "#", are passed over.
 * Returns 0, or -EINVAL and in @why what is wrong.
 */
int report_parse(struct stream_identity *report, const char *text, char *why,
		 size_t size);

/* The same lines. */
void report_write(FILE *to, const struct stream_identity *report);

/* "transitional" */
const char *report_mode(const struct stream_identity *report);

/* Of any difference, with the names of features. */
#define REPORT_TEXT 1024

/*
 * All that keeps a guest of @source from going on with @own: what the driver would say
 * first, then what it would say if that were not so, and so on. Returns how many there
 * are; @tell gets the words for each.
 */
size_t report_compare(const struct stream_identity *source,
		      const struct stream_identity *own,
		      void (*tell)(const char *text, void *opaque),
		      void *opaque);

/* What the driver does not compare, since one of both does not say it; or NULL. */
const char *report_unsaid(const struct stream_identity *source,
			  const struct stream_identity *own);

#endif
