// SPDX-License-Identifier: GPL-2.0-only
/* How many failures there may be. */
#include "backend_kernel_budget.h"
#include "unit.h"

static void a_burst_may_fail_at_once(void **state)
{
	struct failure_budget budget = { 0 };
	u64 now = 123456;
	int i;

	for (i = 0; i < FAILURE_BURST; i++) {
		assert_int_equal(vvp_failure_budget_wait_ms(&budget, now), 0);
		vvp_failure_budget_spend(&budget, now);
	}
	assert_int_equal(vvp_failure_budget_wait_ms(&budget, now),
			 FAILURE_INTERVAL_MS);
}

/* What is let through in a minute by who waits as told, and no longer. */
static void then_failures_are_paced(void **state)
{
	struct failure_budget budget = { 0 };
	u64 now = 5, end = now + 60000;
	int n = 0;

	while (now < end) {
		now += vvp_failure_budget_wait_ms(&budget, now);
		vvp_failure_budget_spend(&budget, now);
		n++;
	}
	assert_in_range(n, FAILURE_BURST + 60000 / FAILURE_INTERVAL_MS - 1,
			FAILURE_BURST + 60000 / FAILURE_INTERVAL_MS + 1);
}

static void no_more_than_a_burst_is_saved_up(void **state)
{
	struct failure_budget budget = { 0 };
	u64 now = 1000000000;
	int n = 0;

	vvp_failure_budget_spend(&budget, 1);
	while (!vvp_failure_budget_wait_ms(&budget, now)) {
		vvp_failure_budget_spend(&budget, now);
		n++;
	}
	assert_int_equal(n, FAILURE_BURST);
}

static void a_pause_pays_for_failures(void **state)
{
	struct failure_budget budget = { 0 };
	u64 now = 10;
	int i;

	for (i = 0; i < FAILURE_BURST; i++)
		vvp_failure_budget_spend(&budget, now);
	now += 3 * FAILURE_INTERVAL_MS;
	for (i = 0; i < 3; i++) {
		assert_int_equal(vvp_failure_budget_wait_ms(&budget, now), 0);
		vvp_failure_budget_spend(&budget, now);
	}
	assert_true(vvp_failure_budget_wait_ms(&budget, now) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_may_fail_at_once),
		cmocka_unit_test(then_failures_are_paced),
		cmocka_unit_test(no_more_than_a_burst_is_saved_up),
		cmocka_unit_test(a_pause_pays_for_failures),
	};

	return cmocka_run_group_tests_name("backend_kernel_budget", tests, NULL,
					   NULL);
}
