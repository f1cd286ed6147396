// SPDX-License-Identifier: GPL-2.0-only
/* Which pages of a function's memory a guest of the legacy interface is not shown. */
#include "hidden_bars.h"
#include "unit.h"

#define PAGE 0x1000

/* ISR status and notifications share a page; there is no device configuration. */
static const struct modern_caps caps = {
	.common = { 4, 0x1000, 56 },
	.notify = { 4, 0x3010, 0x1000 },
	.isr = { 4, 0x3000, 4 },
};

static struct hidden_bars hidden;

static int start(void **state)
{
	vvp_hidden_bars_init(&hidden, &caps, 0, PAGE);
	return 0;
}

static void next(unsigned int bar, u64 pos, u64 len, bool is, u64 same)
{
	assert_int_equal(vvp_hidden_bars_next(&hidden, bar, pos, &len), is);
	assert_int_equal(len, same);
}

static void bars_with_a_structure_are_known(void **state)
{
	for (unsigned int bar = 0; bar < 8; bar++)
		assert_int_equal(vvp_hidden_bars_any(&hidden, bar), bar == 4);
}

static void whole_pages_are_hidden(void **state)
{
	next(4, 0, 0x10000, false, 0x1000);
	next(4, 0xfff, 1, false, 1);
	next(4, 0xffe, 4, false, 2);
	next(4, 0x1000, 4, true, 4);
	next(4, 0x1fff, 4, true, 1);
	next(4, 0x2000, 0x10000, false, 0x1000);
	/* from 0x3010 on a page, which ends in the next one */
	next(4, 0x4fff, 4, true, 1);
	next(4, 0x5000, 8, false, 8);
}

static void other_bars_are_shown(void **state)
{
	next(1, 0x1000, 0x5000, false, 0x5000);
	next(0, 0, 4, false, 4);
}

static void the_last_page_of_4_gib_has_an_end(void **state)
{
	const struct modern_caps last = {
		.common = { 2, 0xfffff000, 0x1000 },
	};

	vvp_hidden_bars_init(&hidden, &last, 0, PAGE);
	next(2, 0xffffffff, 4, true, 1);
	next(2, 0x100000000, 4, false, 4);
}

static void all_of_a_bar0_is_hidden(void **state)
{
	vvp_hidden_bars_init(&hidden, &caps, 0x180000000, PAGE);
	assert_true(vvp_hidden_bars_any(&hidden, 0));
	assert_true(vvp_hidden_bars_any(&hidden, 4));
	assert_false(vvp_hidden_bars_any(&hidden, 1));
	next(0, 0, 4, true, 4);
	next(0, 0x17fffffff, 4, true, 1);
	next(0, 0x180000000, 4, false, 4);
	next(4, 0, 0x10000, false, 0x1000);
}

static bool msix_is_hidden(struct modern_region table, struct modern_region pba)
{
	const struct modern_caps with = {
		.common = { 4, 0x1000, 56 },
		.msix_table = table,
		.msix_pba = pba,
	};

	vvp_hidden_bars_init(&hidden, &with, 0x4000, PAGE);
	return vvp_hidden_bars_msix(&hidden, &with);
}

#define REGION(...) ((struct modern_region){ __VA_ARGS__ })

static void msix_goes_with_what_is_hidden(void **state)
{
	assert_false(msix_is_hidden(REGION(1, 0, 64), REGION(1, 0x800, 8)));
	assert_false(
		msix_is_hidden(REGION(4, 0x2000, 64), REGION(4, 0xff8, 8)));
	assert_false(msix_is_hidden(REGION(0, 0, 0), REGION(0, 0, 0)));
	/* one of them in BAR0, or in a page of a structure */
	assert_true(msix_is_hidden(REGION(0, 0, 64), REGION(1, 0x800, 8)));
	assert_true(msix_is_hidden(REGION(1, 0, 64), REGION(0, 0x3ff8, 8)));
	assert_true(msix_is_hidden(REGION(4, 0x1800, 64), REGION(1, 0, 8)));
	assert_true(msix_is_hidden(REGION(1, 0, 64), REGION(4, 0x1ff8, 8)));
	/* with its end, or with what lies between */
	assert_true(msix_is_hidden(REGION(4, 0xff0, 32), REGION(1, 0, 8)));
	assert_true(msix_is_hidden(REGION(4, 0, 0x8000), REGION(1, 0, 8)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, start)
	const struct CMUnitTest tests[] = {
		TEST(bars_with_a_structure_are_known),
		TEST(whole_pages_are_hidden),
		TEST(other_bars_are_shown),
		TEST(the_last_page_of_4_gib_has_an_end),
		TEST(all_of_a_bar0_is_hidden),
		TEST(msix_goes_with_what_is_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
