/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is counted of a VF since it was bound, beside what the backend is asked: by any
 * number of vCPUs at once, and often, so each processor has its own.
 */
#ifndef VVP_STATS_H
#define VVP_STATS_H

#include <linux/percpu.h>

#include "events.h"

/**
 * struct legacy_stats - of one processor
 * @reads: of registers by the guest
 * @writes: likewise, but for notifications by doorbell
 * @kicks: notifications by their path
 * @interrupts: that INTx was raised to the VMM
 */
struct legacy_stats {
	u64 reads;
	u64 writes;
	u64 kicks[KICK_PATHS];
	u64 interrupts;
};

/* The sum over all processors of the counter that lies at @offset. */
static inline u64 vvp_stats_sum(struct legacy_stats __percpu *stats,
				size_t offset)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*(u64 *)((void *)per_cpu_ptr(stats, cpu) +
					  offset));
	return sum;
}

#endif
