/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An access of BAR0 by another thread, which may take long, or for ever while
 * the hardware is bad. Not on a test's stack, which the thread may outlive.
 */
#ifndef TESTS_VFIO_PENDING_ACCESS_H
#define TESTS_VFIO_PENDING_ACCESS_H

#include <pthread.h>
#include <stdatomic.h>

#include "vf.h"

struct pending {
	pthread_t thread;
	bool started;
	struct vf *vf;
	bool write;
	uint64_t offset;
	size_t len;
	uint64_t value; /* little-endian */
	/* the result, when done */
	atomic_bool done;
	ssize_t ret;
	int took; /* ms */
};

void start_read(struct pending *p, struct vf *vf, uint64_t offset, size_t len);
void start_write(struct pending *p, struct vf *vf, uint64_t offset, size_t len,
		 uint64_t value);
/* Has it ended, at most @ms from now? */
bool ended(struct pending *p, int ms);
/* It ends at most @ms from now, having moved all of its bytes. */
void check_ends(struct pending *p, int ms);
/* For a teardown, with the hardware good again: wait for it if there is one. */
void reap(struct pending *p);

/* The same here and now: how long, and what a read got. */
int time_read(struct vf *vf, uint64_t offset, size_t len, uint64_t *value);
int time_write(struct vf *vf, uint64_t offset, size_t len, uint64_t value);

#endif
