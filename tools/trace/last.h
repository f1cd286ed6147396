/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last trace that was listened to is kept, for a report of what it showed: its
 * beginning, if it was a long one. What cannot be kept is not kept, without a word.
 */
#ifndef TOOLS_TRACE_LAST_H
#define TOOLS_TRACE_LAST_H

#include "trace/recording.h"

#define LAST_TRACE "/run/virtio-vfio/trace"

/* Some 2 MB. */
#define LAST_EVENTS 50000

/**
 * struct last - the one that is listened to
 * @file: where it goes, until it takes the place of the one before; or without a file
 * @nr: events so far
 */
struct last {
	struct recording file;
	unsigned long nr;
};

void last_begin(struct last *last, const char *address, unsigned int virtio_id);
void last_write(struct last *last, const struct trace_event *event);
void last_end(struct last *last);

#endif
