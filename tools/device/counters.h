/* SPDX-License-Identifier: GPL-2.0-only */
/* The counters that the drivers show in sysfs, whichever there are. */
#ifndef TOOLS_COUNTERS_H
#define TOOLS_COUNTERS_H

struct json_object;

/* A file in the folder "legacy" that is none of them: lines of a bound and a count. */
#define COUNTERS_HISTOGRAM "command_latency_ns"

/*
 * Those of a folder of a device, "legacy" or "owner": an object, each under its
 * file's name, in the order of reading; known ones first. NULL if there are none.
 */
struct json_object *counters_read(const char *address, const char *folder);

/* What a counter counts, in a few words; its own name if it is not known. */
const char *counters_title(const char *name);

#endif
