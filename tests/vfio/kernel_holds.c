// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_holds: prints how many kmalloc objects and mappings the kernel has, as
 * "objects N mappings N". For scripts that compare two moments.
 */
#include <stdio.h>

#include "check.h"
#include "kernel_memory.h"

int main(void)
{
	struct memory now;
	long objects = 0;

	if (!memory_is_counted()) {
		puts("objects unknown mappings unknown");
		return 1;
	}
	now = memory_now();
	for (int i = 0; i < CACHES_MAX; i++)
		objects += now.objects[i];
	printf("objects %ld mappings %ld\n", objects, now.mappings);
	return 0;
}
