/* SPDX-License-Identifier: GPL-2.0-only */
/* How long commands took: as many as took so long, in steps of a factor of two. */
#ifndef VVP_LATENCY_H
#define VVP_LATENCY_H

#include <linux/types.h>

/* From 4 us, in which no firmware answers, to 4.2 s, after which few still wait. */
#define LATENCY_FIRST_NS	4000
#define LATENCY_BOUNDS		21

/**
 * struct latency - a histogram
 * @counts: by bucket; the last is for what is above all bounds
 * @sum_ns: of all that was added
 */
struct latency {
	u64 counts[LATENCY_BOUNDS + 1];
	u64 sum_ns;
};

/* The longest time, in ns, that a bucket but the last is for. */
static inline u64 vvp_latency_bound(unsigned int bucket)
{
	return (u64)LATENCY_FIRST_NS << bucket;
}

unsigned int vvp_latency_bucket(u64 ns);

#endif
