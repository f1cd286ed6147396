// SPDX-License-Identifier: GPL-2.0-only
/* The buckets of the histogram. */
#include <linux/bitops.h>
#include <linux/math64.h>

#include "latency.h"

/**
 * vvp_latency_bucket - where a time is counted
 * @ns: the time
 *
 * Any context.
 *
 * Return: the first bucket whose bound is no shorter; LATENCY_BOUNDS if none is.
 */
unsigned int vvp_latency_bucket(u64 ns)
{
	u64 steps = ns ? div_u64(ns - 1, LATENCY_FIRST_NS) : 0;
	unsigned int bucket = fls64(steps);

	return bucket < LATENCY_BOUNDS ? bucket : LATENCY_BOUNDS;
}
