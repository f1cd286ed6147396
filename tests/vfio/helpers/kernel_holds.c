// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_holds: prints how many kmalloc objects and mappings the kernel has, as
 * "objects N mappings N". For scripts that compare two moments. Takes some seconds:
 * what is given back in that time, or is another's for that time, is not held.
 */
#include <stdio.h>
#include <time.h>

#include "check.h"
#include "kernel_memory.h"

#define LOOKS 20
#define PAUSE 250000000 /* ns */

static void keep_smaller(struct memory *least, const struct memory *now)
{
	for (int i = 0; i < CACHES_MAX; i++)
		if (now->objects[i] < least->objects[i])
			least->objects[i] = now->objects[i];
	if (now->mappings < least->mappings)
		least->mappings = now->mappings;
}

int main(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE };
	struct memory least, now;
	long objects = 0;

	if (!memory_is_counted()) {
		puts("objects unknown mappings unknown");
		return 1;
	}
	least = memory_now();
	for (int i = 1; i < LOOKS; i++) {
		nanosleep(&pause, NULL);
		now = memory_now();
		keep_smaller(&least, &now);
	}
	for (int i = 0; i < CACHES_MAX; i++)
		objects += least.objects[i];
	printf("objects %ld mappings %ld\n", objects, least.mappings);
	return 0;
}
