/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several threads of one VMM that do to one VF, all at once, whatever comes to
 * their minds. Each has one thing that it does; a storm is a choice of them.
 */
#ifndef TESTS_VFIO_STORM_H
#define TESTS_VFIO_STORM_H

#include <stdatomic.h>

#include "dice.h"
#include "vf.h"

enum storm_kind {
	STORM_BAR0, /* reads and writes of any offset and length */
	STORM_READS, /* of BAR0 alone */
	STORM_KICKS, /* of queue 0, which is there */
	STORM_CONFIG, /* as in BAR0, in the configuration space */
	STORM_CONFIG_READS, /* those that change nothing */
	STORM_INTERRUPTS, /* MSI-X on and off with any number of vectors */
	STORM_RESETS, /* VFIO's and the function's own */
	STORM_DESCRIPTORS, /* accesses by descriptors that are soon closed */
	STORM_MAPPINGS, /* the VF's own memory as buffer, mapped and unmapped */
	STORM_MEMORY, /* what the device reaches by DMA comes and goes */
	STORM_POWER, /* the low power features */
	STORM_COMMAND, /* I/O enabled, again and again: for where others reset */
	STORM_IOCTLS, /* any ioctl with any argument */
	STORM_KINDS
};

struct storm {
	struct vf *vf;
	uint32_t seed;
	/* The rest is the storm's. */
	atomic_bool over;
	atomic_long done[STORM_KINDS];
	atomic_int wrong;
	char first_wrong[128];
};

/*
 * @kinds ends with STORM_KINDS; one that is there twice has two threads.
 * Returns after @ms with all threads ended. @storm->wrong counts the results
 * that no access may have, whatever goes on beside it.
 */
void storm_run(struct storm *storm, const enum storm_kind *kinds, int ms);
/* Returns at once; the caller sets @storm->over and joins. For those who kill. */
void storm_begin(struct storm *storm, const enum storm_kind *kinds);

#endif
