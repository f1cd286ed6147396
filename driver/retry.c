// SPDX-License-Identifier: GPL-2.0-only
/* Back-off between tries, and the budget of failures. */
#include <linux/errno.h>

#include "retry.h"

/**
 * retry_worthwhile - may the same command work a little later?
 * @err: how it failed
 *
 * virtio 1.4, "Group administration commands": EAGAIN and ENOMEM mean that the
 * command had no effect, EBUSY that the device is at something else.
 */
bool retry_worthwhile(int err)
{
	return err == -EAGAIN || err == -EBUSY || err == -ENOMEM;
}

/**
 * retry_delay_ms - how long to wait for the next try
 * @tries: tries so far, from 1
 */
unsigned int retry_delay_ms(unsigned int tries)
{
	unsigned int delay = 1;

	while (--tries && delay < RETRY_DELAY_MAX_MS)
		delay <<= 1;
	return delay;
}

/**
 * failure_budget_wait_ms - how long until another command may fail
 * @budget: all zeros at first
 * @now_ms: a clock that never goes back
 */
u64 failure_budget_wait_ms(const struct failure_budget *budget, u64 now_ms)
{
	u64 ahead = (FAILURE_BURST - 1) * FAILURE_INTERVAL_MS;

	return budget->paid_ms > now_ms + ahead ?
	       budget->paid_ms - now_ms - ahead : 0;
}

/**
 * failure_budget_spend - a command has failed
 * @budget: the budget
 * @now_ms: the clock of failure_budget_wait_ms()
 */
void failure_budget_spend(struct failure_budget *budget, u64 now_ms)
{
	if (budget->paid_ms < now_ms)
		budget->paid_ms = now_ms;
	budget->paid_ms += FAILURE_INTERVAL_MS;
}
