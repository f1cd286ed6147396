/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's tracepoints, in a trace buffer of the tests' own. */
#ifndef TESTS_VFIO_TRACEFS_H
#define TESTS_VFIO_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>

/* Is there tracing in this kernel? */
bool tracing_there(void);

/* All events from here on; with @filter only those that pass it (or NULL). */
void tracing_start(const char *filter);
/* No more; forgets what there is. */
void tracing_stop(void);

/* How many of the events so far have all these words in their line? */
int traced(const char *event, const char *words);
/* The number behind "NAME=" in the last such event; fails if there is none. */
long long traced_number(const char *event, const char *words, const char *name);

/* The fields of an event in the file "format", beside the common ones, in order
 * and each followed by a blank, as "vf write "; fails the test if it is not there.
 */
void event_fields(const char *event, char *names, size_t size);

#endif
