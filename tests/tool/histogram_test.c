// SPDX-License-Identifier: GPL-2.0-only
/* A histogram as the driver shows it. */
#include <errno.h>
#include <stdio.h>

#include "metrics/histogram.h"
#include "unit.h"

static struct histogram histogram;

static void counts_add_up_from_bound_to_bound(void **state)
{
	assert_int_equal(histogram_parse(&histogram, "4000 3\n8000 0\n16000 5\n"
						     "inf 2\nsum 123456\n"),
			 0);
	assert_int_equal(histogram.nr, 3);
	assert_int_equal(histogram.buckets[0].bound, 4000);
	assert_int_equal(histogram.buckets[0].count, 3);
	assert_int_equal(histogram.buckets[1].count, 3);
	assert_int_equal(histogram.buckets[2].bound, 16000);
	assert_int_equal(histogram.buckets[2].count, 8);
	assert_int_equal(histogram.count, 10);
	assert_int_equal(histogram.sum, 123456);
}

static void one_without_bounds_is_one(void **state)
{
	assert_int_equal(histogram_parse(&histogram, "inf 7\nsum 9\n"), 0);
	assert_int_equal(histogram.nr, 0);
	assert_int_equal(histogram.count, 7);
}

static void numbers_have_64_bits(void **state)
{
	assert_int_equal(histogram_parse(&histogram,
					 "1 0\ninf 0\n"
					 "sum 18446744073709551615\n"),
			 0);
	assert_true(histogram.sum == ~0ULL);
}

static void what_is_none_is_told(void **state)
{
	static const char *const texts[] = {
		"",
		"4000 3\n",
		"4000 3\ninf 2\n",
		"4000 3\nsum 5\n",
		"4000 3\ninf 2\nsum 5",
		"4000 3\ninf 2\nsum 5\nmore 5\n",
		"4000\ninf 2\nsum 5\n",
		"4000 x\ninf 2\nsum 5\n",
		"4000 3 x\ninf 2\nsum 5\n",
		"4000 -3\ninf 2\nsum 5\n",
		" 4000 3\ninf 2\nsum 5\n",
		"4000 3\n\ninf 2\nsum 5\n",
		"4000 3\n4000 3\ninf 2\nsum 5\n",
		"4000 3\n2000 3\ninf 2\nsum 5\n",
		"4000 3\ninf -2\nsum 5\n",
		"4000 3\ninf 2\nsum 18446744073709551616\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (histogram_parse(&histogram, texts[i]) != -EINVAL)
			fail_msg("\"%s\" was taken", texts[i]);
}

static void no_more_than_there_is_room_for(void **state)
{
	char text[4096];
	size_t len = 0;

	for (int i = 1; i <= HISTOGRAM_BUCKETS; i++)
		len += snprintf(text + len, sizeof(text) - len, "%d 1\n", i);
	snprintf(text + len, sizeof(text) - len, "inf 1\nsum 1\n");
	assert_int_equal(histogram_parse(&histogram, text), 0);
	assert_int_equal(histogram.count, HISTOGRAM_BUCKETS + 1);
	snprintf(text + len, sizeof(text) - len, "%d 1\ninf 1\nsum 1\n",
		 HISTOGRAM_BUCKETS + 1);
	assert_int_equal(histogram_parse(&histogram, text), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_add_up_from_bound_to_bound),
		cmocka_unit_test(one_without_bounds_is_one),
		cmocka_unit_test(numbers_have_64_bits),
		cmocka_unit_test(what_is_none_is_told),
		cmocka_unit_test(no_more_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
