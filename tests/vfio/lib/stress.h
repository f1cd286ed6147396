/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several threads of one VMM that do to one VF, all at once, whatever comes to
 * their minds. Each has one thing that it does; struct stress is a choice of them.
 */
#ifndef TESTS_VFIO_STRESS_H
#define TESTS_VFIO_STRESS_H

#include <stdatomic.h>

#include "rnd.h"
#include "vf.h"

enum stress_kind {
	STRESS_BAR0, /* reads and writes of any offset and length */
	STRESS_READS, /* of BAR0 alone */
	STRESS_KICKS, /* of queue 0, which is there */
	STRESS_CONFIG, /* as in BAR0, in the configuration space */
	STRESS_CONFIG_READS, /* those that change nothing */
	STRESS_INTERRUPTS, /* MSI-X on and off with any number of vectors */
	STRESS_RESETS, /* VFIO's and the function's own */
	STRESS_DESCRIPTORS, /* accesses by descriptors that are soon closed */
	STRESS_MAPPINGS, /* the VF's own memory as buffer, mapped and unmapped */
	STRESS_MEMORY, /* what the device reaches by DMA comes and goes */
	STRESS_POWER, /* the low power features */
	STRESS_COMMAND, /* I/O enabled, again and again: for where others reset */
	STRESS_IOCTLS, /* any ioctl with any argument */
	STRESS_KINDS
};

struct stress {
	struct vf *vf;
	uint32_t seed;
	/* The rest is for stress_run(). */
	atomic_bool over;
	atomic_long done[STRESS_KINDS];
	atomic_int wrong;
	char first_wrong[128];
};

/*
 * @kinds ends with STRESS_KINDS; one that is there twice has two threads.
 * Returns after @ms with all threads ended. @stress->wrong counts the results
 * that no access may have, whatever goes on beside it.
 */
void stress_run(struct stress *stress, const enum stress_kind *kinds, int ms);
/* Returns at once; the caller sets @stress->over and joins. For those who kill. */
void stress_begin(struct stress *stress, const enum stress_kind *kinds);

#endif
