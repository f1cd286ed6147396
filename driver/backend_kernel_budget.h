/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many commands a guest may make fail, where each failure costs the host a line
 * of its log.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_BACKEND_KERNEL_BUDGET_H
#define VVP_BACKEND_KERNEL_BUDGET_H

#include <linux/types.h>

/* So many failures at once, then one in each interval. */
#define FAILURE_BURST		32
#define FAILURE_INTERVAL_MS	250

/**
 * struct failure_budget - how many more commands may fail now
 * @paid_ms: until when the failures so far are paid for, at one an interval
 */
struct failure_budget {
	u64 paid_ms;
};

u64 vvp_failure_budget_wait_ms(const struct failure_budget *budget, u64 now_ms);
void vvp_failure_budget_spend(struct failure_budget *budget, u64 now_ms);

#endif
