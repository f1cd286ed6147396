// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every device type that has a transitional form: its ids, its BAR0 and how
 * accesses to it are cut. The layouts are written down once more, from the
 * specification; the driver's are what is tested.
 */
#include <linux/pci_regs.h>

#include "legacy_layout.h"
#include "unit.h"

#define BAR_MAX	   256
#define FIELDS_MAX 40
#define NO_FIELD   0xff

struct type {
	const char *name;
	u16 virtio_id;
	u16 transitional_id;
	size_t bar_size;
	u8 sizes[FIELDS_MAX]; /* of its fields, which leave no gaps */
};

#define BLOCK_FIELDS                                                           \
	{                                                                      \
		8, /* capacity */                                              \
			4, 4, /* size_max, seg_max */                          \
			2, 1, 1, /* geometry: cylinders, heads, sectors */     \
			4, /* blk_size */                                      \
			1, 1, 2, 4, /* topology */                             \
			1, 1, 2, /* writeback, unused, num_queues */           \
			4, 4, 4, /* discard */                                 \
			4, 4, 1, 3, /* write zeroes, unused */                 \
			4, 4, 4, /* secure erase */                            \
			4, 4, 4, 4, 4, 1, 3, /* zoned, unused */               \
	}

static const struct type types[] = {
	{ "network", 1, 0x1000, 64, { 6, 2, 2, 2, 4, 1, 1, 2, 4, 4 } },
	{ "block", 2, 0x1001, 128, BLOCK_FIELDS },
	{ "console", 3, 0x1003, 64, { 2, 2, 4, 4 } },
	{ "entropy", 4, 0x1005, 32, { 0 } },
	{ "balloon", 5, 0x1002, 64, { 4, 4, 4, 4 } },
	{ "SCSI host", 8, 0x1004, 64, { 4, 4, 4, 4, 4, 4, 4, 2, 2, 4 } },
	/* the tag's length, and the tag: as long as the BAR can be */
	{ "9P", 9, 0x1009, 256, { 2, 230 } },
};

#define NR_TYPES (sizeof(types) / sizeof(types[0]))

static const struct legacy_type *find(const struct type *type)
{
	const struct legacy_type *found = vvp_legacy_type_find(type->virtio_id);

	if (!found)
		fail_msg("%s is missing", type->name);
	return found;
}

static size_t config_size(const struct type *type)
{
	size_t i, size = 0;

	for (i = 0; i < FIELDS_MAX; i++)
		size += type->sizes[i];
	return size;
}

static void each_has_its_ids(void **state)
{
	size_t i;

	for (i = 0; i < NR_TYPES; i++) {
		assert_int_equal(find(&types[i])->virtio_id,
				 types[i].virtio_id);
		assert_int_equal(find(&types[i])->transitional_id,
				 types[i].transitional_id);
	}
}

static void there_are_no_others(void **state)
{
	size_t i;
	int id;

	for (id = 0; id < 0x1100; id++) {
		bool known = false;

		for (i = 0; i < NR_TYPES; i++)
			known |= types[i].virtio_id == id;
		if (!known)
			assert_null(vvp_legacy_type_find(id));
	}
	/* the low byte alone is no id */
	assert_null(vvp_legacy_type_find(0xff01));
}

/* A power of two that the largest layout needs all of. */
static void each_bar_has_the_right_size(void **state)
{
	size_t i;

	for (i = 0; i < NR_TYPES; i++) {
		size_t size = vvp_legacy_bar_size(find(&types[i]));
		size_t need = 24 + config_size(&types[i]);

		assert_int_equal(size, types[i].bar_size);
		assert_int_equal(size & (size - 1), 0);
		assert_true(size <= LEGACY_BAR_MAX_SIZE);
		assert_true(need <= size);
		assert_true(need > size / 2);
	}
}

static void fields_are_those_of_the_specification(void **state)
{
	size_t i, j;

	for (i = 0; i < NR_TYPES; i++) {
		const struct legacy_type *type = find(&types[i]);
		size_t offset = 0;

		for (j = 0; types[i].sizes[j]; j++) {
			if (j >= type->nr_fields)
				fail_msg("%s has %zu fields", types[i].name, j);
			assert_int_equal(type->fields[j].offset, offset);
			assert_int_equal(type->fields[j].size,
					 types[i].sizes[j]);
			offset += types[i].sizes[j];
		}
		assert_int_equal(type->nr_fields, j);
	}
}

static void fields_ascend_without_overlap(void **state)
{
	size_t i, j;

	for (i = 0; i < NR_TYPES; i++) {
		const struct legacy_type *type = find(&types[i]);
		size_t end = 0;

		for (j = 0; j < type->nr_fields; j++) {
			assert_true(type->fields[j].size > 0);
			assert_true(type->fields[j].offset >= end);
			end = type->fields[j].offset + type->fields[j].size;
		}
		assert_true(24 + end <= LEGACY_BAR_MAX_SIZE);
	}
}

/* Which field each byte of the BAR is in: its number, counted from the start. */
static void map_fields(const struct type *type, bool msix, u8 field[BAR_MAX])
{
	static const u8 common[] = { 4, 4, 4, 2, 2, 2, 1, 1, 2, 2 };
	size_t at = 0, i;
	u8 n = 0;

	memset(field, NO_FIELD, BAR_MAX);
	for (i = 0; i < (msix ? 10 : 8); i++, n++) {
		memset(field + at, n, common[i]);
		at += common[i];
	}
	for (i = 0; i < FIELDS_MAX && type->sizes[i]; i++, n++) {
		memset(field + at, n, type->sizes[i]);
		at += type->sizes[i];
	}
}

static size_t field_left(const u8 field[BAR_MAX], size_t at)
{
	size_t start = at, end = at;

	while (start > 0 && field[start - 1] == field[at])
		start--;
	while (end < BAR_MAX && field[end] == field[at])
		end++;
	/* only an array of bytes is longer than that: each is one by itself */
	return end - start > 8 ? 1 : end - at;
}

/* The piece that an access of [at, end) has to begin with. */
static void check_piece(const struct legacy_access *got, const u8 *field,
			bool msix, size_t at, size_t end)
{
	size_t config = msix ? 24 : 20;
	size_t len = field_left(field, at);

	if (len > end - at)
		len = end - at;
	if (field[at] == NO_FIELD) {
		assert_int_equal(got->space, LEGACY_HOLE);
		assert_int_equal(got->len, 1);
		return;
	}
	assert_int_equal(got->len, len);
	if (at < config) {
		assert_int_equal(got->space, LEGACY_COMMON);
		assert_int_equal(got->offset, at);
	} else {
		assert_int_equal(got->space, LEGACY_DEVICE);
		assert_int_equal(got->offset, at - config);
	}
}

static void cut_all(const struct type *type, bool msix)
{
	const struct legacy_type *ours = find(type);
	u8 field[BAR_MAX];
	size_t start, end, at;

	map_fields(type, msix, field);
	for (start = 0; start < type->bar_size; start++) {
		for (end = start + 1; end <= type->bar_size; end++) {
			struct legacy_access got;

			for (at = start; at < end; at += got.len) {
				got = vvp_legacy_next_access(ours, msix, at,
							     end - at);
				check_piece(&got, field, msix, at, end);
			}
			assert_int_equal(at, end);
		}
	}
}

static void every_access_is_cut_at_fields(void **state)
{
	size_t i;

	for (i = 0; i < NR_TYPES; i++) {
		cut_all(&types[i], false);
		cut_all(&types[i], true);
	}
}

/* The last bytes there are to it, in both layouts. */
static void the_9p_tag_is_read_byte_by_byte(void **state)
{
	const struct legacy_type *p9 = vvp_legacy_type_find(9);
	struct legacy_access got;
	size_t at;

	got = vvp_legacy_next_access(p9, false, 20, 236);
	assert_int_equal(got.len, 2);
	for (at = 22; at < 252; at++) {
		got = vvp_legacy_next_access(p9, false, at, 256 - at);
		assert_int_equal(got.space, LEGACY_DEVICE);
		assert_int_equal(got.offset, at - 20);
		assert_int_equal(got.len, 1);
	}
	got = vvp_legacy_next_access(p9, false, 252, 4);
	assert_int_equal(got.space, LEGACY_HOLE);
	got = vvp_legacy_next_access(p9, true, 255, 1);
	assert_int_equal(got.space, LEGACY_DEVICE);
	assert_int_equal(got.offset, 231);
}

static void entropy_has_no_configuration(void **state)
{
	const struct legacy_type *entropy = vvp_legacy_type_find(4);
	size_t at;
	int msix;

	assert_int_equal(entropy->nr_fields, 0);
	for (msix = 0; msix <= 1; msix++)
		for (at = msix ? 24 : 20; at < 32; at++)
			assert_int_equal(vvp_legacy_next_access(entropy, msix,
								at, 32 - at)
						 .space,
					 LEGACY_HOLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_its_ids),
		cmocka_unit_test(there_are_no_others),
		cmocka_unit_test(each_bar_has_the_right_size),
		cmocka_unit_test(fields_are_those_of_the_specification),
		cmocka_unit_test(fields_ascend_without_overlap),
		cmocka_unit_test(every_access_is_cut_at_fields),
		cmocka_unit_test(the_9p_tag_is_read_byte_by_byte),
		cmocka_unit_test(entropy_has_no_configuration),
	};

	return cmocka_run_group_tests_name("legacy_types", tests, NULL, NULL);
}
