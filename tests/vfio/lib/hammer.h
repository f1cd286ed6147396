/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads that access the BAR0 of VFs without a break, as a guest's processors
 * do, and keep account of what they got.
 */
#ifndef TESTS_VFIO_HAMMER_H
#define TESTS_VFIO_HAMMER_H

#include <pthread.h>
#include <stdatomic.h>

#include "vf.h"

struct hammer {
	pthread_t thread;
	bool started;
	struct vf *vf;
	uint32_t features; /* what the read of that register should give */
	atomic_bool stop;
	/* what came of it */
	atomic_long rounds;
	atomic_long ones; /* reads that nobody answered */
	atomic_long wrong; /* other than the right value or all ones */
	atomic_long short_moves; /* not the full count: a VMM would see */
	atomic_int longest; /* access; ms */
};

/* For a VF that answers now. */
void hammer_start(struct hammer *h, struct vf *vf);
/* Does nothing for one that has been stopped. */
void hammer_stop(struct hammer *h);
/* Nothing but the right value or ones, never a short count. */
void hammer_check(struct hammer *h);

#endif
