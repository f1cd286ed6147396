// SPDX-License-Identifier: GPL-2.0-only
/* Names that do not lie over each other. */
#include "trace/label.h"
#include "unit.h"

#define NR 200

#define LABEL(at, wide)                                                        \
	{                                                                      \
		.x = (at), .width = (wide)                                     \
	}

static const struct label_room room = { .left = 0, .right = 1000, .rows = 9 };

static bool apart(const struct label *a, const struct label *b)
{
	return a->left + a->width <= b->left || b->left + b->width <= a->left;
}

static bool goes_through(const struct label *line, const struct label *name)
{
	return line->row > name->row && line->x > name->left &&
	       line->x < name->left + name->width;
}

static void no_name_is_over_another(const struct label *labels, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (labels[i].row < 0)
			continue;
		assert_true(labels[i].row < room.rows);
		assert_true(labels[i].left >= room.left);
		assert_true(labels[i].left + labels[i].width <= room.right);
		for (size_t j = 0; j < nr; j++) {
			if (i == j || labels[j].row < 0)
				continue;
			if (labels[i].row == labels[j].row)
				assert_true(apart(&labels[i], &labels[j]));
			assert_false(goes_through(&labels[i], &labels[j]));
		}
	}
}

static void all_are_in_one_row_where_there_is_room(void **state)
{
	struct label labels[] = { LABEL(100, 50), LABEL(300, 50),
				  LABEL(600, 50) };

	assert_int_equal(labels_place(labels, 0, 3, &room), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(labels[i].row, 0);
		assert_float_equal(labels[i].left, labels[i].x + LABEL_SPACE,
				   0.01);
	}
}

static void those_of_one_moment_are_above_each_other(void **state)
{
	struct label labels[] = { LABEL(100, 50), LABEL(100, 90),
				  LABEL(101, 50) };

	assert_int_equal(labels_place(labels, 0, 3, &room), 0);
	assert_int_equal(labels[2].row, 0);
	assert_int_equal(labels[1].row, 1);
	assert_int_equal(labels[0].row, 2);
	no_name_is_over_another(labels, 3);
}

static void at_the_border_a_name_is_to_the_left(void **state)
{
	struct label label = LABEL(990, 50);

	assert_int_equal(labels_place(&label, 0, 1, &room), 0);
	assert_float_equal(label.left, 990 - LABEL_SPACE - 50, 0.01);
}

static void one_that_is_too_long_has_no_room(void **state)
{
	struct label label = LABEL(500, 1001);

	assert_int_equal(labels_place(&label, 0, 1, &room), 1);
	assert_int_equal(label.row, -1);
}

static void however_many_none_is_over_another(void **state)
{
	struct label labels[NR];
	size_t without;

	for (size_t i = 0; i < NR; i++) {
		labels[i].x = i < NR / 2 ? i * 10 : (i - NR / 2) * 10 + 5;
		labels[i].width = 7 + i * 37 % 120;
	}
	without = labels_place(labels, 0, NR / 2, &room);
	without += labels_place(labels, NR / 2, NR, &room);
	assert_true(without > 0);
	assert_true(without < NR - 20);
	no_name_is_over_another(labels, NR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_in_one_row_where_there_is_room),
		cmocka_unit_test(those_of_one_moment_are_above_each_other),
		cmocka_unit_test(at_the_border_a_name_is_to_the_left),
		cmocka_unit_test(one_that_is_too_long_has_no_room),
		cmocka_unit_test(however_many_none_is_over_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
