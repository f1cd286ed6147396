// SPDX-License-Identifier: GPL-2.0-only
/* The table of metrics keeps the conventions of OpenMetrics. */
#include <stdbool.h>
#include <string.h>

#include "metrics/metric.h"
#include "unit.h"

static bool ends_with(const char *text, const char *ending)
{
	size_t len = strlen(text), of = strlen(ending);

	return len >= of && !strcmp(text + len - of, ending);
}

static const struct metric *metric_at(size_t i)
{
	return &metric_list[i];
}

static void names_are_of_this_project_and_of_one_metric_each(void **state)
{
	for (size_t i = 0; i < metric_count; i++) {
		const char *name = metric_at(i)->name;

		assert_memory_equal(name, "virtio_vfio_", 12);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"),
				 strlen(name));
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(name, metric_at(j)->name);
	}
}

/* Samples get them, where they are due. */
static void no_name_has_an_ending_of_samples(void **state)
{
	static const char *const endings[] = { "_total", "_created", "_count",
					       "_sum",	 "_bucket",  "_gsum" };

	for (size_t i = 0; i < metric_count; i++)
		for (size_t j = 0; j < sizeof(endings) / sizeof(*endings); j++)
			assert_false(ends_with(metric_at(i)->name, endings[j]));
}

static void what_has_a_unit_is_called_after_it(void **state)
{
	for (size_t i = 0; i < metric_count; i++) {
		const struct metric *metric = metric_at(i);

		assert_int_equal(!metric->unit, !metric->per_unit);
		if (!metric->unit)
			continue;
		assert_string_equal(metric->unit, "seconds");
		assert_true(ends_with(metric->name, "_seconds"));
	}
}

/* So nothing has to be escaped. */
static void help_is_a_plain_sentence(void **state)
{
	for (size_t i = 0; i < metric_count; i++) {
		const char *help = metric_at(i)->help;

		assert_null(strpbrk(help, "\\\"\n"));
		assert_true(ends_with(help, "."));
	}
}

/* A word has a part for each that it can be. */
static void is_of_no_metric_before(size_t metric, const char *file)
{
	for (size_t i = 0; i < metric; i++) {
		const struct metric *before = metric_at(i);

		if (!before->folder ||
		    strcmp(before->folder, metric_at(metric)->folder))
			continue;
		for (size_t j = 0; j < METRIC_PARTS && before->parts[j].file;
		     j++)
			assert_string_not_equal(before->parts[j].file, file);
	}
}

static void parts_are_told_apart_and_no_file_is_in_two(void **state)
{
	for (size_t i = 0; i < metric_count; i++) {
		const struct metric *metric = metric_at(i);
		size_t parts = 0;

		for (; parts < METRIC_PARTS && metric->parts[parts].file;
		     parts++) {
			const char *file = metric->parts[parts].file;

			assert_int_equal(!metric->label,
					 !metric->parts[parts].value);
			is_of_no_metric_before(i, file);
			for (size_t j = 0; j < parts && !metric->words; j++)
				assert_string_not_equal(metric->parts[j].file,
							file);
		}
		assert_int_equal(!metric->folder, !parts);
		assert_true(parts < 2 || metric->label);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			names_are_of_this_project_and_of_one_metric_each),
		cmocka_unit_test(no_name_has_an_ending_of_samples),
		cmocka_unit_test(what_has_a_unit_is_called_after_it),
		cmocka_unit_test(help_is_a_plain_sentence),
		cmocka_unit_test(parts_are_told_apart_and_no_file_is_in_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
