// SPDX-License-Identifier: GPL-2.0-only
/* The capability list without the capabilities of one id, as a guest walks it. */
#include <linux/pci_regs.h>

#include "capabilities.h"
#include "unit.h"

#define HIDDEN	  PCI_CAP_ID_VNDR
#define SET	  vvp_capability_set(HIDDEN)
#define MOST_CAPS 48
#define RANDOM	  20000

static u8 config[CAPABILITIES_END];
static u8 id_of[CAPABILITIES_END];
static const struct capabilities caps = { config, id_of };

/* An empty list. Every byte of no capability can be recognised. */
static int no_list(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(config); i++)
		config[i] = 0x80 ^ i;
	config[PCI_CAPABILITY_LIST] = 0;
	/* as the core has it for bytes that no capability has */
	memset(id_of, 0xff, sizeof(id_of));
	memset(id_of, 0, PCI_STD_HEADER_SIZEOF);
	return 0;
}

static void put_cap(u8 pos, u8 id, u8 len, u8 next)
{
	size_t i;

	for (i = 0; i < len; i++) {
		config[pos + i] = 0xc0 + i;
		id_of[pos + i] = id;
	}
	config[pos + PCI_CAP_LIST_ID] = id;
	config[pos + PCI_CAP_LIST_NEXT] = next;
}

struct cap {
	u8 pos;
	u8 id;
	u8 len;
};

/* A list of these, in this order. */
static void make_list(const struct cap *list, size_t nr)
{
	size_t i;

	no_list(NULL);
	config[PCI_CAPABILITY_LIST] = nr ? list[0].pos : 0;
	for (i = 0; i < nr; i++)
		put_cap(list[i].pos, list[i].id, list[i].len,
			i + 1 < nr ? list[i + 1].pos : 0);
}

static void read_all(u8 shown[CAPABILITIES_END])
{
	memcpy(shown, config, CAPABILITIES_END);
	vvp_capabilities_overlay(&caps, SET, 0, shown, CAPABILITIES_END);
}

/* What a guest finds that hides nothing from itself: positions, their number. */
static size_t walk(const u8 *shown, u8 found[MOST_CAPS])
{
	u8 at = shown[PCI_CAPABILITY_LIST];
	size_t n = 0;

	while (at && n < MOST_CAPS) {
		assert_true(at >= PCI_STD_HEADER_SIZEOF);
		assert_true(at < CAPABILITIES_END - PCI_CAP_LIST_NEXT);
		found[n++] = at;
		at = shown[at + PCI_CAP_LIST_NEXT];
	}
	return n;
}

/* The guest finds what is not hidden, in the order of the list. */
static void expect_shown(const struct cap *list, size_t nr)
{
	u8 shown[CAPABILITIES_END], found[MOST_CAPS];
	size_t i, n = 0, nr_found;

	make_list(list, nr);
	read_all(shown);
	nr_found = walk(shown, found);
	for (i = 0; i < nr; i++) {
		if (list[i].id == HIDDEN)
			continue;
		assert_true(n < nr_found);
		assert_int_equal(found[n], list[i].pos);
		assert_int_equal(shown[found[n]], list[i].id);
		n++;
	}
	assert_int_equal(n, nr_found);
}

#define EXPECT_SHOWN(...)                                                      \
	do {                                                                   \
		static const struct cap list[] = { __VA_ARGS__ };              \
		expect_shown(list, sizeof(list) / sizeof(list[0]));            \
	} while (0)

static void a_list_without_it_stays_as_it_is(void **state)
{
	u8 shown[CAPABILITIES_END];

	EXPECT_SHOWN({ 0x40, PCI_CAP_ID_MSIX, 12 },
		     { 0x80, PCI_CAP_ID_EXP, 60 });
	read_all(shown);
	assert_memory_equal(shown, config, sizeof(shown));
}

static void an_empty_list_stays_empty(void **state)
{
	u8 shown[CAPABILITIES_END];

	expect_shown(NULL, 0);
	read_all(shown);
	assert_memory_equal(shown, config, sizeof(shown));
}

static void the_first_is_skipped(void **state)
{
	EXPECT_SHOWN({ 0x40, HIDDEN, 16 }, { 0x50, PCI_CAP_ID_MSIX, 12 });
}

static void the_last_is_skipped(void **state)
{
	EXPECT_SHOWN({ 0x50, PCI_CAP_ID_MSIX, 12 }, { 0x40, HIDDEN, 16 });
}

static void the_one_between_is_skipped(void **state)
{
	EXPECT_SHOWN({ 0x50, PCI_CAP_ID_MSIX, 12 }, { 0x40, HIDDEN, 16 },
		     { 0xf8, PCI_CAP_ID_PM, 8 });
}

/* As virtio has them: several, in groups, the list running backwards. */
static void groups_are_skipped(void **state)
{
	EXPECT_SHOWN({ 0xdc, PCI_CAP_ID_MSIX, 12 }, { 0xc8, HIDDEN, 20 },
		     { 0xb4, HIDDEN, 20 }, { 0xa4, HIDDEN, 16 },
		     { 0x94, PCI_CAP_ID_PM, 8 }, { 0x84, HIDDEN, 16 },
		     { 0x40, PCI_CAP_ID_EXP, 60 });
}

static void nothing_is_left_if_all_are_hidden(void **state)
{
	EXPECT_SHOWN({ 0x40, HIDDEN, 16 }, { 0x60, HIDDEN, 16 },
		     { 0xf0, HIDDEN, 16 });
}

static void the_smallest_ones_at_the_end_count(void **state)
{
	EXPECT_SHOWN({ 0xfc, HIDDEN, 2 }, { 0xfe, PCI_CAP_ID_AF, 2 });
	EXPECT_SHOWN({ 0xfe, HIDDEN, 2 }, { 0xfc, PCI_CAP_ID_AF, 2 });
}

static void as_many_as_there_is_room_for_are_shown(void **state)
{
	struct cap list[MOST_CAPS];
	size_t i;

	for (i = 0; i < MOST_CAPS; i++)
		list[i] = (struct cap){ 0x40 + 4 * i, PCI_CAP_ID_PM, 4 };
	expect_shown(list, MOST_CAPS);
	list[MOST_CAPS / 2].id = HIDDEN;
	expect_shown(list, MOST_CAPS);
	for (i = 0; i < MOST_CAPS; i++)
		list[i].id = HIDDEN;
	expect_shown(list, MOST_CAPS);
}

/* Of several ids all are hidden, and each byte of theirs. */
static void a_set_of_ids_is_skipped(void **state)
{
	static const struct cap list[] = {
		{ 0xdc, PCI_CAP_ID_MSIX, 12 }, { 0xc8, HIDDEN, 20 },
		{ 0x94, PCI_CAP_ID_PM, 8 },    { 0x84, HIDDEN, 16 },
		{ 0x40, PCI_CAP_ID_EXP, 60 },
	};
	const u32 both = SET | vvp_capability_set(PCI_CAP_ID_MSIX);
	u8 shown[CAPABILITIES_END], found[MOST_CAPS];
	size_t i;

	make_list(list, sizeof(list) / sizeof(list[0]));
	memcpy(shown, config, CAPABILITIES_END);
	vvp_capabilities_overlay(&caps, both, 0, shown, CAPABILITIES_END);
	assert_int_equal(walk(shown, found), 2);
	assert_int_equal(found[0], 0x94);
	assert_int_equal(found[1], 0x40);
	for (i = 0; i < 12; i++) {
		assert_true(vvp_capabilities_hidden(&caps, both, 0xdc + i));
		assert_int_equal(shown[0xdc + i], 0);
	}
}

/* The core's mark for bytes of no capability is in no set. */
static void large_ids_are_in_no_set(void **state)
{
	no_list(NULL);
	assert_int_equal(vvp_capability_set(32), 0);
	assert_int_equal(vvp_capability_set(0xff), 0);
	assert_false(vvp_capabilities_hidden(&caps, ~0u, 0x40));
}

static void only_hidden_bytes_and_pointers_change(void **state)
{
	static const struct cap list[] = {
		{ 0x50, PCI_CAP_ID_MSIX, 12 },
		{ 0x40, HIDDEN, 16 },
		{ 0x60, PCI_CAP_ID_EXP, 60 },
		{ 0xa0, HIDDEN, 20 },
	};
	u8 shown[CAPABILITIES_END];
	size_t i;

	make_list(list, 4);
	read_all(shown);
	for (i = 0; i < CAPABILITIES_END; i++) {
		if ((i >= 0x40 && i < 0x50) || (i >= 0xa0 && i < 0xb4))
			assert_int_equal(shown[i], 0);
		else if (i == 0x51)
			assert_int_equal(shown[i], 0x60);
		else if (i == 0x61)
			assert_int_equal(shown[i], 0);
		else
			assert_int_equal(shown[i], config[i]);
	}
}

/* Whatever the access, each byte is the one a read of all shows. */
static void any_part_reads_like_the_whole(void **state)
{
	static const struct cap list[] = {
		{ 0x40, HIDDEN, 16 },	      { 0xdc, PCI_CAP_ID_MSIX, 12 },
		{ 0xc8, HIDDEN, 20 },	      { 0xb4, HIDDEN, 20 },
		{ 0x94, PCI_CAP_ID_EXP, 32 }, { 0xfe, HIDDEN, 2 },
	};
	u8 whole[CAPABILITIES_END], part[CAPABILITIES_END];
	size_t pos, len;

	make_list(list, 6);
	read_all(whole);
	for (pos = 0; pos < CAPABILITIES_END; pos++) {
		for (len = 0; len <= CAPABILITIES_END - pos; len++) {
			memcpy(part, config + pos, len);
			vvp_capabilities_overlay(&caps, SET, pos, part, len);
			assert_memory_equal(part, whole + pos, len);
		}
	}
}

static void only_bytes_of_the_list_s_part_can_be_hidden(void **state)
{
	size_t i;

	no_list(NULL);
	memset(id_of, HIDDEN, sizeof(id_of));
	for (i = 0; i < PCI_STD_HEADER_SIZEOF; i++)
		assert_false(vvp_capabilities_hidden(&caps, SET, i));
	for (; i < CAPABILITIES_END; i++)
		assert_true(vvp_capabilities_hidden(&caps, SET, i));
	/* where the address sanitizer watches */
	assert_false(vvp_capabilities_hidden(&caps, SET, CAPABILITIES_END));
	assert_false(vvp_capabilities_hidden(&caps, SET, 4095));
	assert_false(vvp_capabilities_hidden(&caps, SET, SIZE_MAX));
}

static void a_capability_that_points_at_itself_ends_the_list(void **state)
{
	u8 shown[CAPABILITIES_END], found[MOST_CAPS];

	put_cap(0x40, HIDDEN, 16, 0x40);
	config[PCI_CAPABILITY_LIST] = 0x40;
	read_all(shown);
	assert_int_equal(walk(shown, found), 0);
}

static void a_ring_of_hidden_ones_ends_the_list(void **state)
{
	u8 shown[CAPABILITIES_END], found[MOST_CAPS];

	put_cap(0x40, PCI_CAP_ID_PM, 8, 0x50);
	put_cap(0x50, HIDDEN, 16, 0x60);
	put_cap(0x60, HIDDEN, 16, 0x50);
	config[PCI_CAPABILITY_LIST] = 0x40;
	read_all(shown);
	assert_int_equal(walk(shown, found), 1);
	assert_int_equal(found[0], 0x40);
}

/* A ring stays one, as the device has it: but nothing hidden is on it. */
static void a_ring_has_nothing_hidden_on_it(void **state)
{
	u8 shown[CAPABILITIES_END], found[MOST_CAPS];
	size_t i, n;

	put_cap(0x40, PCI_CAP_ID_PM, 8, 0x50);
	put_cap(0x50, HIDDEN, 16, 0x60);
	put_cap(0x60, PCI_CAP_ID_MSIX, 12, 0x40);
	config[PCI_CAPABILITY_LIST] = 0x40;
	read_all(shown);
	n = walk(shown, found);
	assert_int_equal(n, MOST_CAPS);
	for (i = 0; i < n; i++)
		assert_int_equal(found[i], i % 2 ? 0x60 : 0x40);
}

static void a_pointer_into_the_header_ends_the_list(void **state)
{
	u8 shown[CAPABILITIES_END], found[MOST_CAPS];

	put_cap(0x40, PCI_CAP_ID_PM, 8, 0x50);
	put_cap(0x50, HIDDEN, 16, 0x3f);
	config[PCI_CAPABILITY_LIST] = 0x40;
	read_all(shown);
	assert_int_equal(walk(shown, found), 1);

	config[PCI_CAPABILITY_LIST] = 0x3c;
	read_all(shown);
	assert_int_equal(walk(shown, found), 0);
}

/* A list in an order and of ids drawn by lot. */
static void any_list_is_shown_without_the_hidden(void **state)
{
	struct cap list[MOST_CAPS];
	int round;

	srandom(1);
	for (round = 0; round < RANDOM; round++) {
		size_t i, nr = random() % (MOST_CAPS + 1);

		for (i = 0; i < nr; i++) {
			size_t other = random() % (i + 1);

			list[i].pos = 0x40 + 4 * i;
			list[i].len = 4;
			list[i].id = random() % 3 ? HIDDEN : PCI_CAP_ID_PM;
			if (other != i) {
				u8 pos = list[i].pos;

				list[i].pos = list[other].pos;
				list[other].pos = pos;
			}
		}
		expect_shown(list, nr);
	}
}

/* Whatever the device has made of it: it ends, and touches nothing else. */
static void any_bytes_are_survived(void **state)
{
	u8 buf[CAPABILITIES_END + 16];
	int round;

	srandom(2);
	for (round = 0; round < RANDOM; round++) {
		size_t pos = random() % CAPABILITIES_END;
		size_t len = random() % (CAPABILITIES_END - pos + 1);
		size_t i;

		for (i = 0; i < CAPABILITIES_END; i++) {
			config[i] = random() % 4 ? random() : HIDDEN;
			id_of[i] = random() % 2 ? random() : HIDDEN;
		}
		memset(buf, 0x5a, sizeof(buf));
		vvp_capabilities_overlay(&caps, SET, pos, buf + 8, len);
		for (i = 0; i < 8; i++) {
			assert_int_equal(buf[i], 0x5a);
			assert_int_equal(buf[8 + len + i], 0x5a);
		}
	}
}

#define with_no_list(f) cmocka_unit_test_setup(f, no_list)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_without_it_stays_as_it_is),
		cmocka_unit_test(an_empty_list_stays_empty),
		cmocka_unit_test(the_first_is_skipped),
		cmocka_unit_test(the_last_is_skipped),
		cmocka_unit_test(the_one_between_is_skipped),
		cmocka_unit_test(groups_are_skipped),
		cmocka_unit_test(nothing_is_left_if_all_are_hidden),
		cmocka_unit_test(the_smallest_ones_at_the_end_count),
		cmocka_unit_test(as_many_as_there_is_room_for_are_shown),
		cmocka_unit_test(a_set_of_ids_is_skipped),
		cmocka_unit_test(large_ids_are_in_no_set),
		cmocka_unit_test(only_hidden_bytes_and_pointers_change),
		cmocka_unit_test(any_part_reads_like_the_whole),
		cmocka_unit_test(only_bytes_of_the_list_s_part_can_be_hidden),
		with_no_list(a_capability_that_points_at_itself_ends_the_list),
		with_no_list(a_ring_of_hidden_ones_ends_the_list),
		with_no_list(a_ring_has_nothing_hidden_on_it),
		with_no_list(a_pointer_into_the_header_ends_the_list),
		cmocka_unit_test(any_list_is_shown_without_the_hidden),
		cmocka_unit_test(any_bytes_are_survived),
	};

	return cmocka_run_group_tests_name("capabilities", tests, NULL, NULL);
}
