// SPDX-License-Identifier: GPL-2.0-only
/* Metrics as text, to the letter. */
#include <stdio.h>
#include <stdlib.h>

#include "metrics/exposition.h"
#include "unit.h"

static const struct metric kicks = {
	.name = "kicks",
	.type = METRIC_COUNTER,
	.help = "Of a horse.",
};

static const struct metric wait_seconds = {
	.name = "wait_seconds",
	.type = METRIC_GAUGE,
	.unit = "seconds",
	.help = "How long.",
	.per_unit = 1000,
};

static const struct metric took_seconds = {
	.name = "took_seconds",
	.type = METRIC_HISTOGRAM,
	.unit = "seconds",
	.help = "And how long it was.",
	.per_unit = 1000000000,
};

static void prints(const char *text, const struct family *families, size_t nr,
		   enum exposition_format format)
{
	char *printed = NULL;
	size_t size;
	FILE *to = open_memstream(&printed, &size);

	exposition_print(to, families, nr, format);
	fclose(to);
	assert_string_equal(printed, text);
	free(printed);
}

/* One sample of the metric, and no more. */
static void sample_prints(const char *text, const struct metric *metric,
			  struct sample sample)
{
	struct family family = { metric, &sample, 1 };

	prints(text, &family, 1, EXPOSITION_OPENMETRICS);
}

static void nothing_is_still_whole(void **state)
{
	struct family family = { &kicks, NULL, 0 };

	prints("# EOF\n", NULL, 0, EXPOSITION_OPENMETRICS);
	prints("", NULL, 0, EXPOSITION_TEXT);
	prints("# EOF\n", &family, 1, EXPOSITION_OPENMETRICS);
}

static void the_ending_of_a_counter_is_told_where_it_belongs(void **state)
{
	struct sample samples[] = {
		{ .labels = { { "vf", "a" }, { "path", "b" } }, .value = 1 },
		{ .labels = { { "vf", "a" }, { "path", "c" } },
		  .value = ~0ULL },
	};
	struct family family = { &kicks, samples, 2 };

	prints("# HELP kicks Of a horse.\n"
	       "# TYPE kicks counter\n"
	       "kicks_total{vf=\"a\",path=\"b\"} 1\n"
	       "kicks_total{vf=\"a\",path=\"c\"} 18446744073709551615\n"
	       "# EOF\n",
	       &family, 1, EXPOSITION_OPENMETRICS);
	prints("# HELP kicks_total Of a horse.\n"
	       "# TYPE kicks_total counter\n"
	       "kicks_total{vf=\"a\",path=\"b\"} 1\n"
	       "kicks_total{vf=\"a\",path=\"c\"} 18446744073709551615\n",
	       &family, 1, EXPOSITION_TEXT);
}

static void a_unit_is_told_and_numbers_are_in_it(void **state)
{
	struct sample sample = { .value = 1250 };
	struct family family = { &wait_seconds, &sample, 1 };

	prints("# HELP wait_seconds How long.\n"
	       "# TYPE wait_seconds gauge\n"
	       "# UNIT wait_seconds seconds\n"
	       "wait_seconds 1.25\n"
	       "# EOF\n",
	       &family, 1, EXPOSITION_OPENMETRICS);
	prints("# HELP wait_seconds How long.\n"
	       "# TYPE wait_seconds gauge\n"
	       "wait_seconds 1.25\n",
	       &family, 1, EXPOSITION_TEXT);
}

static void what_would_end_a_label_is_escaped(void **state)
{
	sample_prints("# HELP kicks Of a horse.\n"
		      "# TYPE kicks counter\n"
		      "kicks_total{a=\"C:\\\\say \\\"no\\\"\\n{},= \"} 0\n"
		      "# EOF\n",
		      &kicks,
		      (struct sample){
			      .labels = { { "a", "C:\\say \"no\"\n{},= " } } });
}

static void a_label_without_a_value_is_none(void **state)
{
	static const char text[] = "# HELP kicks Of a horse.\n"
				   "# TYPE kicks counter\n"
				   "kicks_total{vf=\"a\"} 0\n"
				   "# EOF\n";

	sample_prints(
		text, &kicks,
		(struct sample){ .labels = { { "pf", "" }, { "vf", "a" } } });
	sample_prints(
		text, &kicks,
		(struct sample){ .labels = { { "vf", "a" }, { "pf", NULL } } });
	sample_prints("# HELP kicks Of a horse.\n"
		      "# TYPE kicks counter\n"
		      "kicks_total 0\n"
		      "# EOF\n",
		      &kicks, (struct sample){ .labels = { { "pf", "" } } });
}

static struct histogram histogram = {
	.nr = 2,
	.buckets = { { 4000, 3 }, { 8192000000, 8 } },
	.count = 10,
	.sum = 3000001000,
};

static void a_histogram_ends_with_what_is_above_all_bounds(void **state)
{
	sample_prints("# HELP took_seconds And how long it was.\n"
		      "# TYPE took_seconds histogram\n"
		      "# UNIT took_seconds seconds\n"
		      "took_seconds_bucket{vf=\"a\",le=\"4e-06\"} 3\n"
		      "took_seconds_bucket{vf=\"a\",le=\"8.192\"} 8\n"
		      "took_seconds_bucket{vf=\"a\",le=\"+Inf\"} 10\n"
		      "took_seconds_sum{vf=\"a\"} 3.000001\n"
		      "took_seconds_count{vf=\"a\"} 10\n"
		      "# EOF\n",
		      &took_seconds,
		      (struct sample){ .labels = { { "vf", "a" } },
				       .histogram = &histogram });
}

static void a_histogram_without_labels_has_one_all_the_same(void **state)
{
	sample_prints("# HELP took_seconds And how long it was.\n"
		      "# TYPE took_seconds histogram\n"
		      "# UNIT took_seconds seconds\n"
		      "took_seconds_bucket{le=\"4e-06\"} 3\n"
		      "took_seconds_bucket{le=\"8.192\"} 8\n"
		      "took_seconds_bucket{le=\"+Inf\"} 10\n"
		      "took_seconds_sum 3.000001\n"
		      "took_seconds_count 10\n"
		      "# EOF\n",
		      &took_seconds,
		      (struct sample){ .histogram = &histogram });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_still_whole),
		cmocka_unit_test(
			the_ending_of_a_counter_is_told_where_it_belongs),
		cmocka_unit_test(a_unit_is_told_and_numbers_are_in_it),
		cmocka_unit_test(what_would_end_a_label_is_escaped),
		cmocka_unit_test(a_label_without_a_value_is_none),
		cmocka_unit_test(
			a_histogram_ends_with_what_is_above_all_bounds),
		cmocka_unit_test(
			a_histogram_without_labels_has_one_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
