/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How patient to be with a device that fails commands: which failures are worth
 * another try, when, and how many of them a guest may cause.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_RETRY_H
#define VVP_RETRY_H

#include <linux/types.h>

/* No more tries of one command after that time. */
#define RETRY_BOUND_MS		1000
#define RETRY_DELAY_MAX_MS	128

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

bool retry_worthwhile(int err);
unsigned int retry_delay_ms(unsigned int tries);
u64 failure_budget_wait_ms(const struct failure_budget *budget, u64 now_ms);
void failure_budget_spend(struct failure_budget *budget, u64 now_ms);

#endif
