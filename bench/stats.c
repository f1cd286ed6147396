// SPDX-License-Identifier: GPL-2.0-only
/* Order statistics of measurements. */
#include <stdlib.h>

#include "stats.h"

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

void stats_sort(uint64_t *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare);
}

uint64_t stats_of(const uint64_t *sorted, size_t n, unsigned int percent)
{
	return sorted[(n - 1) * percent / 100];
}
