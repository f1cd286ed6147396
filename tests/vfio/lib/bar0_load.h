/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads that access the BAR0 of VFs without a break, as a guest's processors
 * do, and keep account of what they got.
 */
#ifndef TESTS_VFIO_BAR0_LOAD_H
#define TESTS_VFIO_BAR0_LOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "vf.h"

struct bar0_load {
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
void bar0_load_start(struct bar0_load *h, struct vf *vf);
/* Does nothing for one that has been stopped. */
void bar0_load_stop(struct bar0_load *h);
/* Nothing but the right value or ones, never a short count. */
void bar0_load_check(struct bar0_load *h);

#endif
