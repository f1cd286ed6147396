/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel holds: a leak shows as growth with the number of rounds.
 *
 * Objects are counted, not bytes, after all caches were told to let go of what
 * they keep in store: then what idle parts of the kernel add or give back are
 * some tens of objects, however long a test takes, and one object left behind
 * in every round stands out of that after a few hundred rounds.
 */
#ifndef TESTS_VFIO_KERNEL_MEMORY_H
#define TESTS_VFIO_KERNEL_MEMORY_H

#include <stdbool.h>

#define CACHES_MAX 128

struct memory {
	long objects[CACHES_MAX]; /* of each kmalloc cache */
	long mappings; /* vmalloc and ioremap areas */
};

/* Does this kernel count? If not, a test that asks should be skipped. */
bool memory_is_counted(void);
struct memory memory_now(void);
/*
 * Fails if more was gained since @before than a thing left behind in every
 * second of @rounds rounds. What is freed late is waited for.
 */
void check_no_growth(const struct memory *before, int rounds);

#endif
