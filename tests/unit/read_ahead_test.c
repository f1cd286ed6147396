// SPDX-License-Identifier: GPL-2.0-only
/* Which reads are served from a field that was read as a whole. */
#include "read_ahead.h"
#include "unit.h"

#define NOW 1000

static const struct legacy_access mac = { LEGACY_DEVICE, 0, 6 };
static const u8 value[] = { 1, 2, 3, 4, 5, 6 };

static struct legacy_access at(u8 offset, u8 len)
{
	return (struct legacy_access){ LEGACY_DEVICE, offset, len };
}

/* A field whose first @len bytes have been read. */
static struct read_ahead started(u8 len)
{
	struct legacy_access first = at(0, len);
	struct read_ahead ahead = { 0 };
	u8 to[LEGACY_ACCESS_MAX];

	vvp_read_ahead_start(&ahead, &mac, value, &first, NOW, to);
	assert_memory_equal(to, value, len);
	return ahead;
}

static bool serves(struct read_ahead *ahead, u8 offset, u8 len, u64 now)
{
	struct legacy_access access = at(offset, len);
	u8 to[LEGACY_ACCESS_MAX + 1];
	bool served;

	memset(to, 0xa5, sizeof(to));
	served = vvp_read_ahead_serve(ahead, &access, now, to);
	if (served)
		assert_memory_equal(to, value + offset, len);
	else
		assert_int_equal(to[0], 0xa5);
	assert_int_equal(to[served ? len : 0], 0xa5);
	return served;
}

static void nothing_is_served_if_nothing_was_read_ahead(void **state)
{
	struct read_ahead ahead = { 0 };

	assert_false(serves(&ahead, 0, 1, 0));
}

static void what_follows_directly_is_served(void **state)
{
	struct read_ahead ahead = started(1);
	u8 i;

	for (i = 1; i < mac.len; i++)
		assert_true(serves(&ahead, i, 1, NOW));
}

static void pieces_may_have_any_width(void **state)
{
	struct read_ahead ahead = started(2);

	assert_true(serves(&ahead, 2, 3, NOW));
	assert_true(serves(&ahead, 5, 1, NOW));
}

static void nothing_is_served_behind_the_end(void **state)
{
	struct read_ahead ahead = started(5);

	assert_false(serves(&ahead, 5, 2, NOW));
	ahead = started(5);
	assert_true(serves(&ahead, 5, 1, NOW));
	assert_false(serves(&ahead, 6, 1, NOW));
	assert_false(serves(&ahead, 0, 1, NOW));
}

static void a_gap_or_a_step_back_ends_it(void **state)
{
	struct read_ahead ahead = started(1);

	assert_false(serves(&ahead, 2, 1, NOW));
	assert_false(serves(&ahead, 1, 1, NOW));
	ahead = started(2);
	assert_false(serves(&ahead, 1, 1, NOW));
}

static void another_space_ends_it(void **state)
{
	struct legacy_access common = { LEGACY_COMMON, 1, 1 };
	struct read_ahead ahead = started(1);
	u8 to;

	assert_false(vvp_read_ahead_serve(&ahead, &common, NOW, &to));
	assert_false(serves(&ahead, 1, 1, NOW));
}

static void time_ends_it(void **state)
{
	struct read_ahead ahead = started(1);

	assert_true(serves(&ahead, 1, 1, NOW + READ_AHEAD_MS));
	assert_false(serves(&ahead, 2, 1, NOW + READ_AHEAD_MS + 1));
}

static void it_can_be_dropped(void **state)
{
	struct read_ahead ahead = started(1);

	vvp_read_ahead_drop(&ahead);
	assert_false(serves(&ahead, 1, 1, NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_served_if_nothing_was_read_ahead),
		cmocka_unit_test(what_follows_directly_is_served),
		cmocka_unit_test(pieces_may_have_any_width),
		cmocka_unit_test(nothing_is_served_behind_the_end),
		cmocka_unit_test(a_gap_or_a_step_back_ends_it),
		cmocka_unit_test(another_space_ends_it),
		cmocka_unit_test(time_ends_it),
		cmocka_unit_test(it_can_be_dropped),
	};

	return cmocka_run_group_tests_name("read_ahead", tests, NULL, NULL);
}
