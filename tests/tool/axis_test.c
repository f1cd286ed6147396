// SPDX-License-Identifier: GPL-2.0-only
/* Where a time is in a picture. */
#include "trace/axis.h"
#include "unit.h"

#define MS 1000000ull
#define S  1000000000ull

static struct axis axis;

static struct axis_time at(uint64_t ns)
{
	return (struct axis_time){ .begin = ns, .end = ns };
}

static void make(struct axis_time *times, size_t nr)
{
	axis_make(&axis, times, nr, 100, 1000);
}

static void has_text(uint64_t ns, uint64_t step, const char *wanted)
{
	char text[AXIS_TEXT];

	axis_text(text, sizeof(text), ns, step);
	assert_string_equal(text, wanted);
}

static void what_comes_evenly_is_in_one_section(void **state)
{
	struct axis_time times[100];

	for (size_t i = 0; i < 100; i++)
		times[i] = at(i * MS);
	make(times, 100);
	assert_int_equal(axis.nr, 1);
	assert_true(axis_x(&axis, 0) >= 100);
	assert_true(axis_x(&axis, 99 * MS) < 1100);
	/* linear */
	assert_float_equal(axis_x(&axis, 20 * MS) - axis_x(&axis, 10 * MS),
			   axis_x(&axis, 90 * MS) - axis_x(&axis, 80 * MS),
			   0.01);
}

static void seconds_of_nothing_are_a_break(void **state)
{
	struct axis_time times[40];

	for (size_t i = 0; i < 40; i++)
		times[i] = at((i / 20) * 5 * S + i * MS);
	make(times, 40);
	assert_int_equal(axis.nr, 2);
	assert_int_equal(axis.sections[1].first, 5 * S + 20 * MS);
	assert_float_equal(
		axis.sections[1].x,
		axis.sections[0].x + axis.sections[0].width + AXIS_BREAK, 0.01);
	/* what lies in the break is at its border */
	assert_float_equal(axis_x(&axis, 2 * S),
			   axis.sections[0].x + axis.sections[0].width, 0.01);
}

/* Neither of the two cuts that this needs helps alone. */
static void what_happens_in_the_middle_is_taken_out(void **state)
{
	struct axis_time times[60];

	for (size_t i = 0; i < 60; i++)
		times[i] = at(i < 15   ? i * 100 * MS
			      : i < 45 ? 2 * S + i * MS / 10
				       : 2500 * MS + i * 100 * MS);
	make(times, 60);
	assert_int_equal(axis.nr, 3);
	assert_int_equal(axis.sections[1].times, 30);
	assert_int_equal(axis.sections[1].first, 2 * S + 15 * MS / 10);
}

static void what_takes_long_is_no_break(void **state)
{
	struct axis_time times[] = {
		{ 0, 0 },
		{ 1 * MS, 1 * MS },
		{ 2 * MS, 5 * S },
		{ 5 * S, 5 * S },
	};

	make(times, 4);
	assert_int_equal(axis.nr, 1);
}

static void there_are_no_more_sections_than_have_room(void **state)
{
	struct axis_time times[120];

	for (size_t i = 0; i < 120; i++)
		times[i] = at(i / 10 * S + i % 10 * MS);
	make(times, 120);
	assert_int_equal(axis.nr, AXIS_SECTIONS);
	for (size_t i = 0; i < axis.nr; i++)
		assert_true(axis.sections[i].width >= AXIS_NARROWEST);
	assert_float_equal(axis.sections[7].x + axis.sections[7].width, 1100,
			   0.01);

	axis_make(&axis, times, 120, 100, AXIS_NARROWEST);
	assert_int_equal(axis.nr, 1);
}

static void times_need_no_order(void **state)
{
	struct axis_time times[] = { { 9 * S, 9 * S }, { 5, 7 }, { 1, 9 } };

	make(times, 3);
	assert_int_equal(axis.nr, 1);
	assert_int_equal(axis.sections[0].first, 1);
	assert_int_equal(axis.sections[0].times, 2);
}

static void one_moment_has_an_axis(void **state)
{
	struct axis_time first = {}, last = { UINT64_MAX, UINT64_MAX };

	make(&first, 1);
	assert_true(axis_x(&axis, 0) >= 100);
	make(&last, 1);
	assert_true(axis_x(&axis, UINT64_MAX) <= 1100);
}

static void steps_are_those_that_people_count_by(void **state)
{
	struct axis_section section = { .end = 10 * MS, .width = 1000 };

	assert_int_equal(axis_step(&section, 64), MS);
	section.end = 13 * 60 * S;
	assert_int_equal(axis_step(&section, 64), 60 * S);
	section.end = 90 * 60 * S;
	assert_int_equal(axis_step(&section, 64), 600 * S);
	section.end = 30 * S;
	assert_int_equal(axis_step(&section, 64), 2 * S);
	section.end = UINT64_MAX;
	assert_true(axis_step(&section, 64) > UINT64_MAX / 32);
}

static void times_are_in_words(void **state)
{
	has_text(0, 0, "0");
	has_text(999, 0, "999 ns");
	has_text(1000, 0, "1 µs");
	has_text(1234567, 0, "1.23 ms");
	has_text(23 * S + 450 * MS, 0, "23.4 s");
	has_text(119 * S, 0, "119 s");
	has_text(792 * S, 0, "13.2 min");
	has_text(7200 * S, 0, "2 h");
	has_text(3600 * S, 300 * S, "60 min");
	has_text(3600 * S, 3600 * S, "1 h");
	has_text(1500 * MS, 500 * MS, "1.5 s");
	has_text(1200000, 200000, "1.2 ms");
	has_text(90 * S, 30 * S, "90 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_evenly_is_in_one_section),
		cmocka_unit_test(seconds_of_nothing_are_a_break),
		cmocka_unit_test(what_happens_in_the_middle_is_taken_out),
		cmocka_unit_test(what_takes_long_is_no_break),
		cmocka_unit_test(there_are_no_more_sections_than_have_room),
		cmocka_unit_test(times_need_no_order),
		cmocka_unit_test(one_moment_has_an_axis),
		cmocka_unit_test(steps_are_those_that_people_count_by),
		cmocka_unit_test(times_are_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
