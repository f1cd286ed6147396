// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of device parts: what is told of a good one, and which rule a bad one breaks.
 * Many more bad ones are in the test of the stream.
 */
#include <errno.h>

#include "parts.h"
#include "stream_bytes.h"
#include "unit.h"

#define NET	1
#define BLOCK	2
#define BALLOON 5

static struct parts_summary summary;
static struct parts_error error;
static struct bytes list;

/* The list is exactly as long as it is, for who reads too far. */
static int check_for(u16 virtio_id)
{
	u8 *copy = malloc(list.len ? list.len : 1);
	int ret;

	if (list.len)
		memcpy(copy, list.data, list.len);
	ret = vvp_parts_check(copy, list.len, virtio_id, &summary, &error);
	free(copy);
	return ret;
}

static int check(void)
{
	return check_for(NET);
}

static int start(void **state)
{
	list.len = 0;
	sample_parts(&list);
	return 0;
}

static int stop(void **state)
{
	bytes_free(&list);
	return 0;
}

/* Driver features and status: the least that there has to be. */
static void start_least(u64 features, u8 status)
{
	struct bytes value = { 0 };

	list.len = 0;
	bytes_le(&value, features, 8);
	part_put(&list, PART_DRIVER_FEATURES, 0, 0, value.data, 8);
	part_put(&list, PART_STATUS, 0, 0, &status, 1);
	bytes_free(&value);
}

static void assert_why(enum parts_why why, u16 type, u32 offset)
{
	assert_int_equal(check(), -EINVAL);
	assert_int_equal(error.why, why);
	assert_int_equal(error.type, type);
	assert_int_equal(error.offset, offset);
}

static void a_good_list_is_summed_up(void **state)
{
	assert_int_equal(check(), 0);
	assert_int_equal(summary.len, list.len);
	assert_int_equal(summary.surplus, 0);
	assert_int_equal(summary.nr_parts, 13);
	assert_int_equal(summary.nr_unknown, 0);
	assert_true(summary.has_device_features);
	assert_int_equal(summary.device_features[0], 0x130010020);
	assert_int_equal(summary.device_features[1], 0);
	assert_int_equal(summary.driver_features[0], 0x30010020);
	assert_int_equal(summary.status, 7);
	assert_int_equal(summary.nr_queues, 3);
	assert_int_equal(summary.nr_enabled, 2);
	assert_int_equal(summary.max_queue, 2);
	assert_int_equal(summary.fields, 1 << 16);
	assert_int_equal(summary.nr_control, 3);
	assert_int_equal(summary.control[2], 0x0101);
	assert_int_equal(summary.notify[0], 7);
}

static void queues_are_found_by_their_index(void **state)
{
	struct part_queue queue;
	struct part part;

	assert_int_equal(check(), 0);
	assert_true(vvp_parts_queue_enabled(&summary, 1));
	assert_false(vvp_parts_queue_enabled(&summary, 2));
	assert_true(vvp_parts_queue_listed(&summary, 2));
	assert_false(vvp_parts_queue_listed(&summary, 3));
	assert_false(vvp_parts_queue_listed(&summary, 1024));
	assert_false(vvp_parts_queue_enabled(&summary, 1024));
	assert_false(vvp_parts_queue_listed(&summary, 65535));
	assert_false(vvp_parts_queue_enabled(&summary, 65535));

	assert_true(vvp_parts_find(list.data, list.len, PART_QUEUE, 1, &part));
	vvp_parts_queue(&part, &queue);
	assert_int_equal(queue.size, 256);
	assert_int_equal(queue.vector, 0xffff);
	assert_true(queue.enabled);
	assert_int_equal(queue.desc, 0x200000);
	assert_int_equal(queue.driver, 0x201000);
	assert_int_equal(queue.device, 0x202000);
	assert_false(vvp_parts_find(list.data, list.len, PART_QUEUE, 3, &part));
}

static void indices_may_have_gaps_and_any_order(void **state)
{
	start_least(0, 0);
	part_queue_put(&list, 1023, 1, 0, true, 0);
	part_queue_put(&list, 5, 32768, 0, false, 0);
	part_notify_put(&list, 1000, 0);
	assert_int_equal(check(), 0);
	assert_int_equal(summary.max_queue, 1023);
	assert_int_equal(summary.nr_queues, 2);
	assert_int_equal(summary.nr_enabled, 1);
	assert_true(vvp_parts_queue_enabled(&summary, 1023));
}

static void a_list_without_queues_says_so(void **state)
{
	start_least(0, 0);
	assert_int_equal(check(), 0);
	assert_int_equal(summary.max_queue, -1);
	assert_int_equal(summary.nr_queues, 0);
	assert_false(summary.has_device_features);
}

static void features_have_128_bits(void **state)
{
	u8 words[24] = { 0 };
	u8 status = 0;

	list.len = 0;
	words[15] = 0x80;
	part_put(&list, PART_DEVICE_FEATURES, 1, 0, words, 16);
	words[0] = 1;
	part_put(&list, PART_DRIVER_FEATURES, 0, 0, words, 24);
	part_put(&list, PART_STATUS, 0, 0, &status, 1);
	assert_int_equal(check(), 0);
	assert_true(summary.device_features[0] == 0);
	assert_true(summary.device_features[1] == 1ull << 63);
	assert_true(summary.driver_features[0] == 1);
	assert_true(summary.driver_features[1] == 1ull << 63);
}

static void a_legacy_driver_has_not_accepted_version_1(void **state)
{
	start_least(0x20, 7);
	assert_int_equal(check(), 0);
	assert_true(vvp_parts_is_legacy(&summary));
	start_least(1ull << 32, 15);
	assert_int_equal(check(), 0);
	assert_false(vvp_parts_is_legacy(&summary));
	/* nobody uses it */
	start_least(0, 0);
	assert_int_equal(check(), 0);
	assert_false(vvp_parts_is_legacy(&summary));
}

static void control_commands_are_of_net_alone(void **state)
{
	assert_int_equal(check_for(BLOCK), -EINVAL);
	assert_int_equal(error.why, PARTS_UNKNOWN);
	assert_int_equal(error.type, PART_NET_CONTROL);
	start_least(0, 0);
	part_put(&list, PART_NET_CONTROL, PART_FLAG_OPTIONAL, ~0ull, NULL, 0);
	assert_int_equal(check_for(BALLOON), 0);
	assert_int_equal(summary.nr_unknown, 1);
}

/* A part of a control command, with zeros and the first byte @first. */
static bool control_is_taken(u8 class, u8 command, u8 first, size_t len)
{
	u8 value[2 * 4096 + 2] = { first };

	start_least(0, 0);
	part_put(&list, PART_NET_CONTROL, 0, class | command << 8, value, len);
	if (!check())
		return true;
	assert_int_equal(error.why, PARTS_LENGTH);
	return false;
}

static void control_commands_have_their_length(void **state)
{
	assert_true(control_is_taken(0, 3, 1, 1));
	assert_false(control_is_taken(0, 3, 1, 0));
	assert_false(control_is_taken(0, 3, 1, 2));
	assert_true(control_is_taken(1, 1, 1, 6));
	assert_false(control_is_taken(1, 1, 1, 7));
	/* two tables of addresses */
	assert_true(control_is_taken(1, 0, 0, 8));
	assert_true(control_is_taken(1, 0, 2, 20));
	assert_false(control_is_taken(1, 0, 2, 19));
	assert_false(control_is_taken(1, 0, 2, 21));
	assert_false(control_is_taken(1, 0, 3, 20));
	assert_false(control_is_taken(1, 0, 0, 3));
	assert_false(control_is_taken(1, 0, 0, 7));
	assert_false(control_is_taken(1, 0, 0, 0));
	assert_true(control_is_taken(1, 2, 0, 3));
	/* all VLANs */
	assert_true(control_is_taken(2, 0, 0, 0));
	assert_true(control_is_taken(2, 0, 0, 8192));
	assert_false(control_is_taken(2, 0, 0, 8194));
	assert_false(control_is_taken(2, 0, 0, 3));
	assert_true(control_is_taken(3, 0, 0, 0));
	assert_false(control_is_taken(3, 0, 0, 1));
	assert_true(control_is_taken(4, 0, 0, 2));
	assert_false(control_is_taken(4, 0, 0, 3));
	assert_true(control_is_taken(4, 1, 0, 77));
	/* one that is not known here */
	assert_true(control_is_taken(200, 7, 0, 5));
}

static void there_are_so_many_control_commands(void **state)
{
	int i;

	start_least(0, 0);
	for (i = 0; i < PARTS_MAX_CONTROL; i++)
		part_put(&list, PART_NET_CONTROL, 0, 0xf0 | i << 8, NULL, 0);
	assert_int_equal(check(), 0);
	i = list.len;
	part_put(&list, PART_NET_CONTROL, 0, 0xff, NULL, 0);
	assert_why(PARTS_TOO_MANY, PART_NET_CONTROL, i);
}

static void there_are_so_many_parts(void **state)
{
	int i;

	start_least(0, 0);
	for (i = 2; i < PARTS_MAX_NUMBER; i++)
		part_put(&list, 0x300, PART_FLAG_OPTIONAL, 0, NULL, 0);
	assert_int_equal(check(), 0);
	assert_int_equal(summary.nr_parts, 2);
	assert_int_equal(summary.nr_unknown, PARTS_MAX_NUMBER - 2);
	i = list.len;
	part_put(&list, 0x300, PART_FLAG_OPTIONAL, 0, NULL, 0);
	assert_why(PARTS_TOO_MANY, 0x300, i);
}

static void a_list_has_a_limit(void **state)
{
	start_least(0, 0);
	part_put(&list, 0x300, PART_FLAG_OPTIONAL, 0, NULL, 0);
	bytes_fill(&list, 1, PARTS_MAX - list.len);
	bytes_set_le(&list, 24 + 17 + 12, PARTS_MAX - 24 - 17 - 16, 4);
	assert_int_equal(check(), 0);
	bytes_fill(&list, 0, 1);
	assert_why(PARTS_TOO_LONG, 0, 0);
}

static void what_is_missing_is_named(void **state)
{
	u8 status = 0;

	list.len = 0;
	assert_why(PARTS_MISSING, PART_DRIVER_FEATURES, 0);
	part_put(&list, PART_STATUS, 0, 0, &status, 1);
	assert_why(PARTS_MISSING, PART_DRIVER_FEATURES, 17);
	list.len = 0;
	part_put(&list, PART_DRIVER_FEATURES, 0, 0, "\0\0\0\0\0\0\0", 8);
	assert_why(PARTS_MISSING, PART_STATUS, 24);
}

/* Nothing may stand before what the specification has before it. */
static void types_ascend(void **state)
{
	static const u16 types[] = { 0x100, 0x101, 0x102, 0x103,
				     0x104, 0x105, 0x200 };
	static const u8 lens[] = { 8, 8, 2, 1, 32, 8, 1 };
	static const u8 zeros[32];
	int i, j;

	for (i = 0; i < 7; i++) {
		for (j = 0; j < i; j++) {
			list.len = 0;
			part_put(&list, types[i], 0, i == 2 ? 16 : 0, zeros,
				 lens[i]);
			part_put(&list, types[j], 0, j == 2 ? 16 : 0, zeros,
				 lens[j]);
			assert_why(PARTS_ORDER, types[j], 16 + lens[i]);
		}
	}
}

static void each_field_has_its_length(void **state)
{
	static const u8 sizes[64] = {
		[0] = 4,  [4] = 4,  [8] = 4,  [12] = 4, [16] = 2,
		[18] = 2, [20] = 1, [21] = 1, [22] = 2, [24] = 2,
		[26] = 2, [28] = 2, [30] = 2, [32] = 8, [40] = 8,
		[48] = 8, [56] = 2, [58] = 2, [60] = 2, [62] = 2,
	};
	static const u8 zeros[9];
	int offset, len;

	for (offset = 0; offset < 300; offset++) {
		for (len = 0; len <= 9; len++) {
			u8 size = offset < 64 ? sizes[offset] : 0;
			int want = size == len && len ? 0 : -EINVAL;

			list.len = 0;
			part_put(&list, PART_DRIVER_FEATURES, 0, 0, zeros, 8);
			part_put(&list, PART_COMMON_CONFIG, 0, offset, zeros,
				 len);
			part_put(&list, PART_STATUS, 0, 0, zeros, 1);
			assert_int_equal(check(), want);
			if (!want)
				assert_true(summary.fields == 1ull << offset);
			else
				assert_int_equal(error.why,
						 size ? PARTS_LENGTH
						      : PARTS_SELECTOR);
		}
	}
}

/* 8 bytes of anything, and before them what fills up 8 bytes. */
static void a_surplus_is_cut(void **state)
{
	size_t zeros, len = list.len;

	for (zeros = 0; zeros < 8; zeros++) {
		list.len = len;
		bytes_fill(&list, 0, zeros);
		assert_int_equal(check(), 0);
		assert_int_equal(summary.len, len);
		assert_int_equal(summary.surplus, zeros);
		bytes_fill(&list, 0xff, 8);
		assert_int_equal(check(), 0);
		assert_int_equal(summary.len, len);
		assert_int_equal(summary.surplus, zeros + 8);
	}
	for (zeros = 1; zeros < 16; zeros++) {
		list.len = len;
		bytes_fill(&list, 0xff, zeros);
		if (zeros == 8)
			assert_int_equal(check(), 0);
		else
			assert_why(PARTS_HEADER_CUT, 0, len);
	}
}

/* Wherever it ends, and that is not where a part ends, it is refused. */
static void a_list_that_ends_early_is_refused(void **state)
{
	size_t len = list.len, cut;

	for (cut = 1; cut < len; cut++) {
		u32 offset = 0;
		struct part part;

		list.len = cut;
		while (vvp_parts_next(list.data, cut, &offset, &part))
			;
		if (cut - offset < 16)
			continue;
		assert_why(PARTS_VALUE_CUT, bytes_get_le(&list, offset, 2),
			   offset);
		assert_int_equal(error.len,
				 bytes_get_le(&list, offset + 12, 4));
		assert_int_equal(error.selector,
				 bytes_get_le(&list, offset + 4, 8));
	}
}

static void a_walk_stops_at_what_is_not_whole(void **state)
{
	u32 offset = 0, nr = 0;
	struct part part;

	while (vvp_parts_next(list.data, list.len, &offset, &part)) {
		if (!nr++) {
			assert_int_equal(part.type, PART_DEVICE_FEATURES);
			assert_true(part.optional);
			assert_int_equal(part.selector, 0);
			assert_int_equal(part.offset, 0);
			assert_int_equal(part.len, 8);
			assert_ptr_equal(part.value, list.data + 16);
		}
	}
	assert_int_equal(nr, 13);
	assert_int_equal(offset, list.len);
	assert_false(
		vvp_parts_next(list.data, list.len - 1, &part.offset, &part) &&
		part.offset > list.len - 1);
	offset = UINT32_MAX;
	assert_false(vvp_parts_next(list.data, list.len, &offset, &part));
	offset = 0;
	assert_false(vvp_parts_next(list.data, 23, &offset, &part));
	assert_int_equal(offset, 0);
	assert_true(vvp_parts_next(list.data, 24, &offset, &part));
}

/* Make the list for a device that has @own. Return: its bytes. */
static u32 for_set(u16 virtio_id, const struct bytes *own, u8 *to)
{
	return vvp_parts_for_set(list.data, list.len, virtio_id,
				 own ? own->data : NULL, own ? own->len : 0,
				 to);
}

static void a_list_is_set_as_it_is(void **state)
{
	u8 to[1024];

	assert_int_equal(for_set(NET, NULL, to), list.len);
	assert_memory_equal(to, list.data, list.len);
	assert_int_equal(for_set(NET, &list, to), list.len);
	assert_memory_equal(to, list.data, list.len);
}

static void what_is_not_known_is_not_set(void **state)
{
	struct bytes odd = { 0 };
	size_t at, len = list.len;
	u8 to[1024];

	/* in front, between, and at the end */
	part_put(&odd, 0x106, 1, 9, "123", 3);
	at = odd.len;
	bytes_insert(&list, 24, odd.data, odd.len);
	bytes_insert(&list, 0, odd.data, odd.len);
	bytes_put(&list, odd.data, odd.len);
	assert_int_equal(check(), 0);
	assert_int_equal(summary.nr_unknown, 3);
	assert_int_equal(for_set(NET, NULL, to), len);
	assert_memory_equal(to, list.data + at, 24);
	assert_memory_equal(to + 24, list.data + 24 + 2 * at, len - 24);
	/* in its own place */
	assert_int_equal(for_set(NET, NULL, list.data), len);
	assert_memory_equal(to, list.data, len);
	bytes_free(&odd);
}

static void optional_parts_of_others_are_not_set(void **state)
{
	struct bytes own = { 0 };
	u8 to[1024];

	/* the device has no part with its features, and fewer fields */
	bytes_put(&own, list.data + 24, list.len - 24);
	assert_int_equal(for_set(NET, &own, to), own.len);
	assert_memory_equal(to, own.data, own.len);
	/* mandatory ones are for the device to refuse */
	own.len = 0;
	sample_parts(&own);
	part_put(&list, PART_QUEUE, 0, 7, to, 32);
	assert_int_equal(for_set(NET, &own, to), list.len);
	/* a control command that the device has not had yet */
	part_put(&list, PART_NET_CONTROL, 1, 0x55, NULL, 0);
	assert_int_equal(for_set(NET, &own, to), list.len);
	assert_int_equal(for_set(BLOCK, &own, to),
			 list.len - 16 - 17 - (16 + 14) - 22);
	bytes_free(&own);
}

static void each_error_has_its_own_text(void **state)
{
	char all[PARTS_WHYS][PARTS_ERROR_TEXT];
	int i, j;

	memset(&error, 0xff, sizeof(error));
	error.type = 0x999;
	for (i = 0; i < PARTS_WHYS; i++) {
		error.why = i;
		assert_true(
			vvp_parts_error_text(&error, all[i], sizeof(all[i])) <
			PARTS_ERROR_TEXT);
		assert_null(strchr(all[i], '?'));
		for (j = 0; j < i; j++)
			assert_string_not_equal(all[i], all[j]);
	}
	error.why = PARTS_WHYS;
	vvp_parts_error_text(&error, all[0], sizeof(all[0]));
	assert_non_null(strchr(all[0], '?'));
}

static void assert_text(u16 type, u64 selector, const char *expected)
{
	char text[PARTS_ERROR_TEXT];

	error = (struct parts_error){
		.why = PARTS_TWICE,
		.type = type,
		.selector = selector,
		.offset = 88,
		.len = 32,
	};
	vvp_parts_error_text(&error, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void a_text_names_the_part(void **state)
{
	assert_text(
		0x100, 0,
		"part 0x100 (device features, 32 bytes), at byte 88: it is there twice");
	assert_text(
		0x101, 0,
		"part 0x101 (driver features, 32 bytes), at byte 88: it is there twice");
	assert_text(
		0x102, 22,
		"part 0x102 (offset 22, 32 bytes), at byte 88: it is there twice");
	assert_text(
		0x103, 0,
		"part 0x103 (status, 32 bytes), at byte 88: it is there twice");
	assert_text(
		0x104, 3,
		"part 0x104 (queue 3, 32 bytes), at byte 88: it is there twice");
	assert_text(
		0x105, 3,
		"part 0x105 (notification of queue 3, 32 bytes), at byte 88: it is there twice");
	assert_text(
		0x200, 0x101,
		"part 0x200 (selector 0x101, 32 bytes), at byte 88: it is there twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_good_list_is_summed_up, start),
		cmocka_unit_test_setup(queues_are_found_by_their_index, start),
		cmocka_unit_test(indices_may_have_gaps_and_any_order),
		cmocka_unit_test(a_list_without_queues_says_so),
		cmocka_unit_test(features_have_128_bits),
		cmocka_unit_test(a_legacy_driver_has_not_accepted_version_1),
		cmocka_unit_test_setup(control_commands_are_of_net_alone,
				       start),
		cmocka_unit_test(control_commands_have_their_length),
		cmocka_unit_test(there_are_so_many_control_commands),
		cmocka_unit_test(there_are_so_many_parts),
		cmocka_unit_test(a_list_has_a_limit),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(types_ascend),
		cmocka_unit_test(each_field_has_its_length),
		cmocka_unit_test_setup(a_surplus_is_cut, start),
		cmocka_unit_test_setup(a_list_that_ends_early_is_refused,
				       start),
		cmocka_unit_test_setup(a_walk_stops_at_what_is_not_whole,
				       start),
		cmocka_unit_test_setup(a_list_is_set_as_it_is, start),
		cmocka_unit_test_setup(what_is_not_known_is_not_set, start),
		cmocka_unit_test_setup(optional_parts_of_others_are_not_set,
				       start),
		cmocka_unit_test(each_error_has_its_own_text),
		cmocka_unit_test(a_text_names_the_part),
	};

	return cmocka_run_group_tests_name("parts", tests, NULL, stop);
}
