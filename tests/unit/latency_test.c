// SPDX-License-Identifier: GPL-2.0-only
/* In which bucket a time is. */
#include "latency.h"
#include "unit.h"

static void
a_bound_is_in_its_bucket_and_what_is_longer_in_the_next(void **state)
{
	for (unsigned int i = 0; i < LATENCY_BOUNDS; i++) {
		assert_int_equal(vvp_latency_bucket(vvp_latency_bound(i)), i);
		assert_int_equal(vvp_latency_bucket(vvp_latency_bound(i) - 1),
				 i);
		assert_int_equal(vvp_latency_bucket(vvp_latency_bound(i) + 1),
				 i + 1);
	}
}

static void each_bound_is_twice_the_last(void **state)
{
	assert_int_equal(vvp_latency_bound(0), 4000);
	for (unsigned int i = 1; i < LATENCY_BOUNDS; i++)
		assert_int_equal(vvp_latency_bound(i),
				 2 * vvp_latency_bound(i - 1));
	assert_int_equal(vvp_latency_bound(LATENCY_BOUNDS - 1), 4194304000);
}

static void no_time_is_beyond_the_last_bucket(void **state)
{
	assert_int_equal(vvp_latency_bucket(0), 0);
	assert_int_equal(vvp_latency_bucket(1), 0);
	assert_int_equal(vvp_latency_bucket(5000000000), LATENCY_BOUNDS);
	assert_int_equal(vvp_latency_bucket(~(u64)0), LATENCY_BOUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_bound_is_in_its_bucket_and_what_is_longer_in_the_next),
		cmocka_unit_test(each_bound_is_twice_the_last),
		cmocka_unit_test(no_time_is_beyond_the_last_bucket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
