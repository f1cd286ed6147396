// SPDX-License-Identifier: GPL-2.0-only
/* free: prints the machine's free memory in KB, with caches dropped. */
#include <stdio.h>

#include "memory.h"

int main(void)
{
	printf("%ld\n", memory_free_kb());
	return 0;
}
