// SPDX-License-Identifier: GPL-2.0-only
/* Which notification addresses may be used. */
#include "notify_info.h"
#include "unit.h"

enum {
	END = VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_END,
	OWNER = VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV,
	MEMBER = VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_MEM,
};

/* BAR2 of 4 KiB and BAR4 of 16 KiB in the VF, BAR2 of 1 KiB in the PF. */
static const struct notify_bars bars = {
	.owner.size = { [0] = 4096, [2] = 1024 },
	.member.size = { [2] = 4096, [4] = 16384 },
};

static const char *fault(u8 flags, u8 bar, u64 offset)
{
	struct notify_entry entry = { flags, bar, offset };

	return vvp_notify_entry_fault(&entry, &bars);
}

static void good_entries_are_used(void **state)
{
	assert_null(fault(MEMBER, 2, 0));
	assert_null(fault(MEMBER, 4, 0x3000));
	assert_null(fault(OWNER, 2, 512));
}

static void the_last_word_of_a_bar_is_inside(void **state)
{
	assert_null(fault(MEMBER, 2, 4094));
	assert_null(fault(OWNER, 2, 1022));
}

static void nothing_at_or_behind_the_end_is(void **state)
{
	static const u64 offsets[] = {
		4096, 4098, 0x10000, 1ull << 32, 1ull << 63, UINT64_MAX - 1,
	};
	size_t i;

	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		assert_non_null(fault(MEMBER, 2, offsets[i]));
	assert_non_null(fault(OWNER, 2, 1024));
}

static void odd_offsets_are_not_used(void **state)
{
	assert_non_null(fault(MEMBER, 2, 1));
	assert_non_null(fault(MEMBER, 2, 4095));
	assert_non_null(fault(MEMBER, 2, UINT64_MAX));
}

static void bar_numbers_are_1_to_5(void **state)
{
	int bar;

	for (bar = 0; bar < 256; bar++) {
		bool there = bar == 2 || bar == 4;

		if (there)
			assert_null(fault(MEMBER, bar, 0));
		else
			assert_non_null(fault(MEMBER, bar, 0));
	}
}

static void bar0_is_never_used_even_if_it_is_there(void **state)
{
	assert_non_null(fault(OWNER, 0, 0));
}

static void the_kind_says_whose_bar_it_is(void **state)
{
	assert_null(fault(MEMBER, 4, 0));
	assert_non_null(fault(OWNER, 4, 0));
	assert_null(fault(MEMBER, 2, 2048));
	assert_non_null(fault(OWNER, 2, 2048));
}

static void unknown_flags_are_not_used(void **state)
{
	int flags;

	for (flags = 3; flags < 256; flags++)
		assert_non_null(fault(flags, 2, 0));
	assert_non_null(fault(END, 2, 0));
}

static void a_bar_too_small_for_an_index_is_no_bar(void **state)
{
	struct notify_bars tiny = { .member.size = { [1] = 1, [2] = 2 } };
	struct notify_entry entry = { MEMBER, 1, 0 };

	assert_non_null(vvp_notify_entry_fault(&entry, &tiny));
	entry.bar = 2;
	assert_null(vvp_notify_entry_fault(&entry, &tiny));
}

/* The table of the VF at 0x1000 of BAR4, a register of the PF at 0x100 of BAR2. */
static const char *fault_beside(u8 flags, u8 bar, u64 offset)
{
	struct notify_entry entry = { flags, bar, offset };
	struct notify_bars with = bars;

	with.member.taken[0] = (struct notify_range){ "table", 4, 0x1000, 64 };
	with.member.nr_taken = 1;
	with.owner.taken[0] = (struct notify_range){ "none", 2, 0, 0 };
	with.owner.taken[1] = (struct notify_range){ "register", 2, 0x101, 2 };
	with.owner.nr_taken = 2;
	return vvp_notify_entry_fault(&entry, &with);
}

static void nothing_in_another_structure_is_used(void **state)
{
	assert_string_equal(fault_beside(MEMBER, 4, 0x1000), "table");
	assert_string_equal(fault_beside(MEMBER, 4, 0x103e), "table");
	assert_string_equal(fault_beside(OWNER, 2, 0x102), "register");
}

static void what_touches_a_structure_is_in_it(void **state)
{
	assert_string_equal(fault_beside(OWNER, 2, 0x100), "register");
}

static void beside_a_structure_is_free(void **state)
{
	assert_null(fault_beside(MEMBER, 4, 0xffe));
	assert_null(fault_beside(MEMBER, 4, 0x1040));
	assert_null(fault_beside(MEMBER, 2, 0x800));
	assert_null(fault_beside(OWNER, 2, 0));
	assert_null(fault_beside(OWNER, 2, 0xfe));
	assert_null(fault_beside(OWNER, 2, 0x104));
}

static void a_structure_as_large_as_all_has_no_end(void **state)
{
	struct notify_entry entry = { MEMBER, 4, 0x3ffe };
	struct notify_bars with = bars;

	with.member.taken[0] =
		(struct notify_range){ "all", 4, 0x3000, UINT64_MAX };
	with.member.nr_taken = 1;
	assert_string_equal(vvp_notify_entry_fault(&entry, &with), "all");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_entries_are_used),
		cmocka_unit_test(the_last_word_of_a_bar_is_inside),
		cmocka_unit_test(nothing_at_or_behind_the_end_is),
		cmocka_unit_test(odd_offsets_are_not_used),
		cmocka_unit_test(bar_numbers_are_1_to_5),
		cmocka_unit_test(bar0_is_never_used_even_if_it_is_there),
		cmocka_unit_test(the_kind_says_whose_bar_it_is),
		cmocka_unit_test(unknown_flags_are_not_used),
		cmocka_unit_test(a_bar_too_small_for_an_index_is_no_bar),
		cmocka_unit_test(nothing_in_another_structure_is_used),
		cmocka_unit_test(what_touches_a_structure_is_in_it),
		cmocka_unit_test(beside_a_structure_is_free),
		cmocka_unit_test(a_structure_as_large_as_all_has_no_end),
	};

	return cmocka_run_group_tests_name("notify_info", tests, NULL, NULL);
}
