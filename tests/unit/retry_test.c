// SPDX-License-Identifier: GPL-2.0-only
/* Which failures are tried again, when, and how many there may be. */
#include <errno.h>

#include "retry.h"
#include "unit.h"

static void only_failures_that_pass_are_retried(void **state)
{
	int err;

	for (err = 0; err < 70000; err++) {
		bool passes = err == EAGAIN || err == EBUSY || err == ENOMEM;

		assert_int_equal(retry_worthwhile(-err), passes);
	}
}

static void the_delay_doubles_up_to_its_bound(void **state)
{
	static const unsigned int delays[] = { 1, 2, 4, 8, 16, 32, 64, 128 };
	unsigned int tries;

	for (tries = 1; tries <= 8; tries++)
		assert_int_equal(retry_delay_ms(tries), delays[tries - 1]);
	for (; tries < 1000; tries++)
		assert_int_equal(retry_delay_ms(tries), RETRY_DELAY_MAX_MS);
	assert_int_equal(retry_delay_ms(UINT32_MAX), RETRY_DELAY_MAX_MS);
}

static void a_burst_may_fail_at_once(void **state)
{
	struct failure_budget budget = { 0 };
	u64 now = 123456;
	int i;

	for (i = 0; i < FAILURE_BURST; i++) {
		assert_int_equal(failure_budget_wait_ms(&budget, now), 0);
		failure_budget_spend(&budget, now);
	}
	assert_int_equal(failure_budget_wait_ms(&budget, now),
			 FAILURE_INTERVAL_MS);
}

/* What is let through in a minute by who waits as told, and no longer. */
static void then_failures_are_paced(void **state)
{
	struct failure_budget budget = { 0 };
	u64 now = 5, end = now + 60000;
	int n = 0;

	while (now < end) {
		now += failure_budget_wait_ms(&budget, now);
		failure_budget_spend(&budget, now);
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

	failure_budget_spend(&budget, 1);
	while (!failure_budget_wait_ms(&budget, now)) {
		failure_budget_spend(&budget, now);
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
		failure_budget_spend(&budget, now);
	now += 3 * FAILURE_INTERVAL_MS;
	for (i = 0; i < 3; i++) {
		assert_int_equal(failure_budget_wait_ms(&budget, now), 0);
		failure_budget_spend(&budget, now);
	}
	assert_true(failure_budget_wait_ms(&budget, now) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_failures_that_pass_are_retried),
		cmocka_unit_test(the_delay_doubles_up_to_its_bound),
		cmocka_unit_test(a_burst_may_fail_at_once),
		cmocka_unit_test(then_failures_are_paced),
		cmocka_unit_test(no_more_than_a_burst_is_saved_up),
		cmocka_unit_test(a_pause_pays_for_failures),
	};

	return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
