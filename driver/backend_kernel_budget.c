// SPDX-License-Identifier: GPL-2.0-only
/* The budget of failures. */
#include "backend_kernel_budget.h"

/**
 * vvp_failure_budget_wait_ms - how long until another command may fail
 * @budget: all zeros at first
 * @now_ms: a clock that never goes back
 */
u64 vvp_failure_budget_wait_ms(const struct failure_budget *budget, u64 now_ms)
{
	u64 ahead = (FAILURE_BURST - 1) * FAILURE_INTERVAL_MS;

	return budget->paid_ms > now_ms + ahead ?
	       budget->paid_ms - now_ms - ahead : 0;
}

/**
 * vvp_failure_budget_spend - a command has failed
 * @budget: the budget
 * @now_ms: the clock of vvp_failure_budget_wait_ms()
 */
void vvp_failure_budget_spend(struct failure_budget *budget, u64 now_ms)
{
	if (budget->paid_ms < now_ms)
		budget->paid_ms = now_ms;
	budget->paid_ms += FAILURE_INTERVAL_MS;
}
