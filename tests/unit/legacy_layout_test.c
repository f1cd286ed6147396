// SPDX-License-Identifier: GPL-2.0-only
/* The legacy register file: fields, sizes, and how accesses are cut. */
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>

#include "legacy_layout.h"
#include "unit.h"

static const struct legacy_type *net(void)
{
	const struct legacy_type *type = vvp_legacy_type_find(VIRTIO_ID_NET);

	assert_non_null(type);
	return type;
}

struct piece {
	enum legacy_space space;
	int offset;
	int len;
};

/* Cut [pos, pos + len) and compare with what is expected, to the last piece. */
static void expect_pieces(bool msix, size_t pos, size_t len,
			  const struct piece *want, size_t nr)
{
	size_t done = 0, i;

	for (i = 0; i < nr; i++) {
		struct legacy_access got;

		assert_true(done < len);
		got = vvp_legacy_next_access(net(), msix, pos + done,
					     len - done);
		assert_int_equal(got.space, want[i].space);
		assert_int_equal(got.offset, want[i].offset);
		assert_int_equal(got.len, want[i].len);
		done += got.len;
	}
	assert_int_equal(done, len);
}

#define EXPECT(msix, pos, len, ...)                                            \
	do {                                                                   \
		static const struct piece pieces[] = { __VA_ARGS__ };          \
		expect_pieces(msix, pos, len, pieces,                          \
			      sizeof(pieces) / sizeof(pieces[0]));             \
	} while (0)

static void net_has_its_transitional_ids(void **state)
{
	assert_int_equal(net()->virtio_id, 1);
	assert_int_equal(net()->transitional_id, 0x1000);
}

static void unknown_types_are_not_found(void **state)
{
	assert_null(vvp_legacy_type_find(0));
	assert_null(vvp_legacy_type_find(VIRTIO_ID_GPU));
	assert_null(vvp_legacy_type_find(0xffff));
}

static void bar_is_a_power_of_two_that_holds_it_all(void **state)
{
	size_t size = vvp_legacy_bar_size(net());

	assert_int_equal(size, 64);
	assert_int_equal(size & (size - 1), 0);
	assert_true(size <= LEGACY_BAR_MAX_SIZE);
}

/* The table against the header of whoever builds this. */
static void net_fields_are_where_the_header_has_them(void **state)
{
	static const struct {
		size_t offset;
		size_t size;
	} header[] = {
#define FIELD(f)                                                               \
	{ offsetof(struct virtio_net_config, f),                               \
	  sizeof(((struct virtio_net_config *)0)->f) }
		FIELD(mac),
		FIELD(status),
		FIELD(max_virtqueue_pairs),
		FIELD(mtu),
		FIELD(speed),
		FIELD(duplex),
		FIELD(rss_max_key_size),
		FIELD(rss_max_indirection_table_length),
		FIELD(supported_hash_types),
#undef FIELD
	};
	size_t i;

	assert_true(net()->nr_fields >= sizeof(header) / sizeof(header[0]));
	for (i = 0; i < sizeof(header) / sizeof(header[0]); i++) {
		assert_int_equal(net()->fields[i].offset, header[i].offset);
		assert_int_equal(net()->fields[i].size, header[i].size);
	}
}

static void fields_ascend_without_overlap(void **state)
{
	const struct legacy_type *type = net();
	size_t i;

	for (i = 1; i < type->nr_fields; i++)
		assert_true(type->fields[i - 1].offset +
				    type->fields[i - 1].size <=
			    type->fields[i].offset);
}

static void a_whole_field_is_one_access(void **state)
{
	EXPECT(false, 0, 4, { LEGACY_COMMON, 0, 4 });
	EXPECT(false, 8, 4, { LEGACY_COMMON, 8, 4 });
	EXPECT(false, 14, 2, { LEGACY_COMMON, 14, 2 });
	EXPECT(false, 18, 1, { LEGACY_COMMON, 18, 1 });
}

static void a_part_of_a_field_is_one_access(void **state)
{
	EXPECT(false, 9, 2, { LEGACY_COMMON, 9, 2 });
	EXPECT(false, 3, 1, { LEGACY_COMMON, 3, 1 });
	EXPECT(false, 17, 1, { LEGACY_COMMON, 17, 1 });
	EXPECT(false, 23, 2, { LEGACY_DEVICE, 3, 2 });
}

static void an_access_across_fields_is_cut(void **state)
{
	EXPECT(false, 12, 4, { LEGACY_COMMON, 12, 2 },
	       { LEGACY_COMMON, 14, 2 });
	EXPECT(false, 16, 4, { LEGACY_COMMON, 16, 2 }, { LEGACY_COMMON, 18, 1 },
	       { LEGACY_COMMON, 19, 1 });
	EXPECT(false, 3, 2, { LEGACY_COMMON, 3, 1 }, { LEGACY_COMMON, 4, 1 });
	EXPECT(false, 13, 8, { LEGACY_COMMON, 13, 1 }, { LEGACY_COMMON, 14, 2 },
	       { LEGACY_COMMON, 16, 2 }, { LEGACY_COMMON, 18, 1 },
	       { LEGACY_COMMON, 19, 1 }, { LEGACY_DEVICE, 0, 1 });
}

static void device_configuration_is_at_20_without_msix(void **state)
{
	EXPECT(false, 20, 6, { LEGACY_DEVICE, 0, 6 });
	EXPECT(false, 20, 8, { LEGACY_DEVICE, 0, 6 }, { LEGACY_DEVICE, 6, 2 });
	EXPECT(false, 26, 2, { LEGACY_DEVICE, 6, 2 });
}

static void msix_moves_it_to_24_behind_the_vectors(void **state)
{
	EXPECT(true, 20, 4, { LEGACY_COMMON, 20, 2 }, { LEGACY_COMMON, 22, 2 });
	EXPECT(true, 24, 6, { LEGACY_DEVICE, 0, 6 });
	EXPECT(true, 22, 8, { LEGACY_COMMON, 22, 2 }, { LEGACY_DEVICE, 0, 6 });
	EXPECT(true, 30, 2, { LEGACY_DEVICE, 6, 2 });
}

static void the_end_of_the_bar_is_a_hole(void **state)
{
	EXPECT(false, 48, 1, { LEGACY_HOLE, 48, 1 });
	EXPECT(false, 46, 4, { LEGACY_DEVICE, 26, 2 }, { LEGACY_HOLE, 48, 1 },
	       { LEGACY_HOLE, 49, 1 });
	EXPECT(true, 51, 2, { LEGACY_DEVICE, 27, 1 }, { LEGACY_HOLE, 52, 1 });
	EXPECT(true, 63, 1, { LEGACY_HOLE, 63, 1 });
}

/* One piece: it keeps its place, and ends where its field does or earlier. */
static void check_piece(const struct legacy_access *a, bool msix, size_t at)
{
	static const u8 common_field[24] = {
		0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
		3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 9, 9,
	};
	const struct legacy_field *field = net()->fields;
	size_t config = msix ? 24 : 20;

	switch (a->space) {
	case LEGACY_COMMON:
		assert_int_equal(a->offset, at);
		assert_true(at + a->len <= config);
		assert_int_equal(common_field[a->offset],
				 common_field[a->offset + a->len - 1]);
		break;
	case LEGACY_DEVICE:
		assert_int_equal(a->offset + config, at);
		while (a->offset >= field->offset + field->size) {
			field++;
			assert_true(field < net()->fields + net()->nr_fields);
		}
		assert_true(a->offset >= field->offset);
		assert_true(a->offset + a->len <= field->offset + field->size);
		break;
	case LEGACY_HOLE:
		assert_true(at >= config + 28);
		assert_int_equal(a->len, 1);
		break;
	}
}

/* The rule itself, over every access there is. */
static void no_piece_ever_leaves_its_field(void **state)
{
	size_t size = vvp_legacy_bar_size(net());
	size_t start, end, at;
	int msix;

	for (msix = 0; msix <= 1; msix++) {
		for (start = 0; start < size; start++) {
			for (end = start + 1; end <= size; end++) {
				struct legacy_access a;

				for (at = start; at < end; at += a.len) {
					a = vvp_legacy_next_access(
						net(), msix, at, end - at);
					assert_in_range(a.len, 1, end - at);
					check_piece(&a, msix, at);
				}
			}
		}
	}
}

static enum legacy_reg reg_at(bool msix, size_t pos, size_t len)
{
	return vvp_legacy_next_access(net(), msix, pos, len).reg;
}

static void only_a_whole_queue_index_is_a_notification(void **state)
{
	assert_int_equal(reg_at(false, 16, 2), LEGACY_NOTIFY);
	assert_int_equal(reg_at(false, 16, 4), LEGACY_NOTIFY);
	assert_int_equal(reg_at(false, 16, 1), LEGACY_OTHER);
	assert_int_equal(reg_at(false, 17, 1), LEGACY_OTHER);
	assert_int_equal(reg_at(false, 14, 2), LEGACY_OTHER);
	/* the same offset in the device configuration */
	assert_int_equal(reg_at(false, 20 + 16, 2), LEGACY_OTHER);
}

static void status_and_isr_are_known(void **state)
{
	assert_int_equal(reg_at(false, 18, 1), LEGACY_STATUS);
	assert_int_equal(reg_at(true, 18, 8), LEGACY_STATUS);
	assert_int_equal(reg_at(false, 19, 1), LEGACY_ISR);
	assert_int_equal(reg_at(false, 20 + 18, 1), LEGACY_OTHER);
	assert_int_equal(reg_at(false, 20 + 19, 1), LEGACY_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(net_has_its_transitional_ids),
		cmocka_unit_test(unknown_types_are_not_found),
		cmocka_unit_test(bar_is_a_power_of_two_that_holds_it_all),
		cmocka_unit_test(net_fields_are_where_the_header_has_them),
		cmocka_unit_test(fields_ascend_without_overlap),
		cmocka_unit_test(a_whole_field_is_one_access),
		cmocka_unit_test(a_part_of_a_field_is_one_access),
		cmocka_unit_test(an_access_across_fields_is_cut),
		cmocka_unit_test(device_configuration_is_at_20_without_msix),
		cmocka_unit_test(msix_moves_it_to_24_behind_the_vectors),
		cmocka_unit_test(the_end_of_the_bar_is_a_hole),
		cmocka_unit_test(no_piece_ever_leaves_its_field),
		cmocka_unit_test(only_a_whole_queue_index_is_a_notification),
		cmocka_unit_test(status_and_isr_are_known),
	};

	return cmocka_run_group_tests_name("legacy_layout", tests, NULL, NULL);
}
