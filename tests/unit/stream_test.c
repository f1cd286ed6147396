// SPDX-License-Identifier: GPL-2.0-only
/* The stream of a migration: what is written, what is taken, and what is not. */
#include <errno.h>

#include "hostile_streams.h"
#include "stream.h"
#include "stream_feed.h"
#include "unit.h"

#define PARTS_ROOM (1024 * 1024 + 8)
#define BAR0_SIZE  64

static struct stream_identity own;
static struct parts_summary summary;
static char text[256];

static const struct identity pci = {
	.device_id = 0x1000,
	.subsystem_id = 1,
	.bar0_size = BAR0_SIZE,
};

/* A reader and its room, so that no byte behind either goes unseen. */
static struct stream_reader *begin(u32 parts_max)
{
	struct stream_reader *reader = malloc(sizeof(*reader));

	memset(reader, 0xa5, sizeof(*reader));
	vvp_stream_read_begin(reader, malloc(parts_max ? parts_max : 1),
			      parts_max);
	return reader;
}

static void end(struct stream_reader *reader)
{
	free(reader->parts);
	free(reader);
}

/* What the sample says of itself is this function. */
static int set_up(void **state)
{
	struct bytes sample = { 0 };
	struct stream_reader *reader = begin(PARTS_ROOM);

	sample_stream(&sample);
	assert_int_equal(feed_stream(reader, sample.data, sample.len,
				     sample.len, NULL),
			 0);
	own = reader->identity;
	end(reader);
	bytes_free(&sample);
	return 0;
}

static int load_items(struct stream_reader *reader)
{
	const struct legacy_type *type = vvp_legacy_type_find(1);
	const struct stream_bytes *item = reader->legacy.item;
	struct identity_state header;
	struct intx_line line;
	struct guest_vectors vectors;
	struct written_config config;

	if (item[STREAM_PCI].data &&
	    vvp_identity_load(&pci, &header, item[STREAM_PCI].data,
			      item[STREAM_PCI].len))
		return vvp_stream_bad_item(reader, STREAM_PCI);
	if (item[STREAM_LINE].data &&
	    vvp_intx_line_load(&line, item[STREAM_LINE].data,
			       item[STREAM_LINE].len))
		return vvp_stream_bad_item(reader, STREAM_LINE);
	if (item[STREAM_VECTORS].data &&
	    vvp_guest_vectors_load(&vectors, item[STREAM_VECTORS].data,
				   item[STREAM_VECTORS].len))
		return vvp_stream_bad_item(reader, STREAM_VECTORS);
	if (item[STREAM_CONFIG].data &&
	    vvp_written_config_load(type, &config, item[STREAM_CONFIG].data,
				    item[STREAM_CONFIG].len))
		return vvp_stream_bad_item(reader, STREAM_CONFIG);
	return 0;
}

/* As a driver does, when there is something to be done. */
static int do_event(struct stream_reader *reader, int event)
{
	struct stream_difference difference;

	switch (event) {
	case STREAM_GOT_IDENTITY:
		if (!vvp_stream_compare(&reader->identity, &own, &difference))
			return 0;
		vvp_stream_difference_text(&difference, text, sizeof(text));
		return -EREMOTE;
	case STREAM_GOT_LEGACY:
		return load_items(reader);
	default:
		return 0;
	}
}

/* Take a stream, and say in @text what is wrong with it. */
static int take_stream(const struct bytes *s, size_t piece)
{
	struct stream_reader *reader = begin(PARTS_ROOM);
	struct parts_error error;
	int ret;

	strcpy(text, "");
	ret = feed_stream(reader, s->data, s->len, piece, do_event);
	if (!ret)
		ret = vvp_stream_read_end(reader);
	if (ret == -EINVAL)
		vvp_stream_error_text(&reader->error, text, sizeof(text));
	if (!ret) {
		ret = vvp_parts_check(reader->parts, reader->parts_len, 1,
				      &summary, &error);
		if (ret)
			vvp_parts_error_text(&error, text, sizeof(text));
	}
	end(reader);
	return ret;
}

static const size_t pieces[] = { 1, 13, 4096, SIZE_MAX };

static void check_odd(const struct odd_stream *odd, size_t piece)
{
	struct bytes s = { 0 };
	int ret;

	sample_stream(&s);
	odd->spoil(&s);
	ret = take_stream(&s, piece);
	bytes_free(&s);
	if (!odd->which) {
		if (ret)
			fail_msg("%s: %s", odd->name, text);
		return;
	}
	if (!ret)
		fail_msg("%s: taken", odd->name);
	if (!strstr(text, odd->which) || !strstr(text, odd->why))
		fail_msg("%s: \"%s\", not \"%s ... %s\"", odd->name, text,
			 odd->which, odd->why);
}

static void hostile_streams_are_refused(void **state)
{
	assert_true(nr_hostile_streams >= 30);
	for (size_t p = 0; p < 4; p++)
		for (size_t i = 0; i < nr_hostile_streams; i++)
			check_odd(&hostile_streams[i], pieces[p]);
}

static void strange_streams_are_taken(void **state)
{
	for (size_t p = 0; p < 4; p++)
		for (size_t i = 0; i < nr_strange_streams; i++)
			check_odd(&strange_streams[i], pieces[p]);
}

/* Wherever it ends, it is no whole stream. */
static void a_stream_that_ends_early_is_none(void **state)
{
	struct bytes s = { 0 };
	size_t len;

	sample_stream(&s);
	assert_int_equal(take_stream(&s, 64), 0);
	for (len = s.len; len; len--) {
		s.len = len - 1;
		assert_int_equal(take_stream(&s, 64), -EINVAL);
	}
	bytes_free(&s);
}

static void what_was_wrong_does_not_change(void **state)
{
	struct stream_reader *reader = begin(64);
	struct bytes s = { 0 };
	u8 *to;

	record_put(&s, 1, 0, NULL, 0);
	assert_int_equal(feed_stream(reader, s.data, s.len, 16, NULL), -EINVAL);
	assert_int_equal(reader->error.why, STREAM_UNKNOWN);
	assert_int_equal(reader->error.tag, 1);
	assert_int_equal(vvp_stream_read_room(reader, &to), 0);
	assert_null(to);
	assert_int_equal(vvp_stream_read_got(reader, 0), -EINVAL);
	assert_int_equal(vvp_stream_read_end(reader), -EINVAL);
	assert_int_equal(reader->error.why, STREAM_UNKNOWN);
	bytes_free(&s);
	end(reader);
}

/* Who brings more than there is room for has not asked. */
static void more_than_there_is_room_for_is_refused(void **state)
{
	struct stream_reader *reader = begin(64);
	u8 *to;

	assert_int_equal(vvp_stream_read_room(reader, &to), 16);
	assert_int_equal(vvp_stream_read_got(reader, 17), -EINVAL);
	assert_int_equal(reader->total, 0);
	end(reader);
}

static void parts_are_bounded_by_the_caller(void **state)
{
	struct stream_reader *reader;
	struct bytes s = { 0 };

	sample_stream_of_kernel(&s);
	reader = begin(s.len - RECORD_HEADER);
	assert_int_equal(feed_stream(reader, s.data, s.len, 7, NULL), 0);
	assert_int_equal(vvp_stream_read_end(reader), 0);
	assert_int_equal(reader->parts_len, s.len - RECORD_HEADER);
	assert_memory_equal(reader->parts, s.data + RECORD_HEADER,
			    reader->parts_len);
	end(reader);
	reader = begin(s.len - RECORD_HEADER - 1);
	assert_int_equal(feed_stream(reader, s.data, s.len, 7, NULL), -EINVAL);
	assert_int_equal(reader->error.why, STREAM_TOO_LONG);
	end(reader);
	bytes_free(&s);
}

/* The last whole one; half of a later one is no stream. */
static void of_the_kernels_parts_the_last_count(void **state)
{
	struct stream_reader *reader = begin(1024);
	struct bytes s = { 0 };

	record_put(&s, TAG_PARTS, 0, "1111222233334444", 16);
	record_put(&s, TAG_PARTS, 0, "55556666777788889999", 20);
	assert_int_equal(feed_stream(reader, s.data, s.len, 9, NULL), 0);
	assert_int_equal(vvp_stream_read_end(reader), 0);
	assert_int_equal(reader->parts_len, 20);
	assert_memory_equal(reader->parts, "55556666777788889999", 20);
	assert_int_equal(feed_stream(reader, s.data, 18, 9, NULL), 0);
	assert_int_equal(vvp_stream_read_end(reader), -EINVAL);
	assert_int_equal(reader->error.why, STREAM_ENDS_IN_RECORD);
	bytes_free(&s);
	end(reader);
}

static int events[8], nr_events;

static int note_event(struct stream_reader *reader, int event)
{
	events[nr_events++] = event;
	return 0;
}

static void each_record_is_announced_when_it_is_whole(void **state)
{
	struct stream_reader *reader = begin(1024);
	struct bytes s = { 0 };
	size_t whole;

	nr_events = 0;
	sample_stream(&s);
	whole = record_end_of(&s, 0);
	assert_int_equal(feed_stream(reader, s.data, whole - 1, 5, note_event),
			 0);
	assert_int_equal(nr_events, 0);
	assert_false(reader->has_identity);
	assert_int_equal(feed_stream(reader, s.data + whole - 1,
				     s.len - whole + 1, 5, note_event),
			 0);
	assert_int_equal(nr_events, 3);
	assert_int_equal(events[0], STREAM_GOT_IDENTITY);
	assert_int_equal(events[1], STREAM_GOT_LEGACY);
	assert_int_equal(events[2], STREAM_GOT_PARTS);
	assert_true(reader->has_identity);
	assert_true(reader->has_legacy);
	assert_true(reader->has_parts);
	assert_int_equal(reader->total, s.len);
	bytes_free(&s);
	end(reader);
}

/* Items are loaded when all has come; what is said is where the item stood. */
static void an_item_that_cannot_be_loaded_is_named(void **state)
{
	struct stream_reader *reader = begin(1024);
	struct bytes s = { 0 };
	u8 *to;

	sample_stream(&s);
	assert_int_equal(feed_stream(reader, s.data, s.len, 64, NULL), 0);
	assert_int_equal(vvp_stream_read_end(reader), 0);
	assert_int_equal(vvp_stream_bad_item(reader, STREAM_CONFIG), -EINVAL);
	vvp_stream_error_text(&reader->error, text, sizeof(text));
	assert_string_equal(
		text,
		"record of 86 bytes at byte 62 (legacy state), item 0x8006 (configuration): it cannot have that value");
	assert_int_equal(vvp_stream_read_room(reader, &to), 0);
	bytes_free(&s);
	end(reader);
}

/* What is written is what is read, byte by byte, and nothing is where there is no room. */
static void what_is_written_is_read(void **state)
{
	struct stream_reader *reader = begin(1024);
	struct bytes s = { 0 };
	size_t size, second, room;
	u8 *to;

	sample_stream(&s);
	assert_int_equal(feed_stream(reader, s.data, s.len, s.len, NULL), 0);

	second = record_find(&s, TAG_LEGACY);
	size = vvp_stream_put_identity(NULL, 0, &reader->identity);
	assert_int_equal(size, second);
	for (room = size - 2; room <= size; room++) {
		to = malloc(room + 1);
		memset(to, 0xa5, room + 1);
		assert_int_equal(vvp_stream_put_identity(to, room,
							 &reader->identity),
				 size);
		assert_int_equal(to[room], 0xa5);
		if (room == size)
			assert_memory_equal(to, s.data, size);
		else
			assert_int_equal(to[0], 0xa5);
		free(to);
	}

	size = vvp_stream_put_legacy(NULL, 0, &reader->legacy, false);
	assert_int_equal(size, record_end_of(&s, second) - second);
	to = malloc(size);
	memset(to, 0xa5, size);
	vvp_stream_put_legacy(to, size - 1, &reader->legacy, false);
	assert_int_equal(to[0], 0xa5);
	vvp_stream_put_legacy(to, size, &reader->legacy, false);
	assert_memory_equal(to, s.data + second, size);
	vvp_stream_put_legacy(to, size, &reader->legacy, true);
	assert_int_equal(to[8], STREAM_FLAG_OPTIONAL);
	free(to);
	bytes_free(&s);
	end(reader);
}

static void items_that_are_absent_are_not_written(void **state)
{
	struct stream_legacy legacy = {
		.item[STREAM_COMMAND] = { (const u8 *)"\7", 1 },
	};
	u8 to[64], expected[21] = { 5 };

	expected[12] = 'V';
	expected[13] = 'V';
	expected[14] = 'P';
	expected[15] = 'L';
	expected[16] = 5;
	expected[17] = 0x80;
	expected[18] = 1;
	expected[20] = 7;
	assert_int_equal(vvp_stream_put_legacy(to, sizeof(to), &legacy, false),
			 21);
	assert_memory_equal(to, expected, 21);
	memset(&legacy, 0, sizeof(legacy));
	assert_int_equal(vvp_stream_put_legacy(to, sizeof(to), &legacy, false),
			 16);
}

static void a_header_is_as_the_kernel_has_it(void **state)
{
	static const u8 expected[16] = { 8, 7, 6, 5, 4, 3, 2, 1,
					 1, 0, 0, 0, 4, 3, 2, 1 };
	u8 to[16];

	vvp_stream_put_header(to, 0x0102030405060708, STREAM_FLAG_OPTIONAL,
			      0x01020304);
	assert_memory_equal(to, expected, 16);
	assert_int_equal(STREAM_TAG_IDENTITY, TAG_IDENTITY);
	assert_int_equal(STREAM_TAG_LEGACY, TAG_LEGACY);
	assert_int_equal(STREAM_TAG_PARTS, 0);
}

/* The largest state there can be fits into a record. */
static void the_largest_state_can_be_read(void **state)
{
	static u8 data[STREAM_ITEMS][GUEST_VECTORS_SAVED];
	static const u16 len[STREAM_ITEMS] = {
		IDENTITY_SAVED,	     INTX_LINE_SAVED, 1, GUEST_VECTORS_SAVED, 1,
		WRITTEN_CONFIG_SAVED
	};
	struct stream_reader *reader = begin(64);
	struct stream_legacy legacy;
	u8 record[STREAM_HEADER_SIZE + STREAM_LEGACY_BYTES];
	static u8 identity[STREAM_HEADER_SIZE + STREAM_IDENTITY_MAX];
	size_t size;

	for (int i = 0; i < STREAM_ITEMS; i++)
		legacy.item[i] = (struct stream_bytes){ data[i], len[i] };
	own.nr_queues = STREAM_QUEUES;
	size = vvp_stream_put_identity(identity, sizeof(identity), &own);
	assert_int_equal(size, sizeof(identity));
	assert_int_equal(feed_stream(reader, identity, size, 100, NULL), 0);
	size = vvp_stream_put_legacy(record, sizeof(record), &legacy, true);
	assert_int_equal(size, sizeof(record));
	assert_int_equal(feed_stream(reader, record, size, 100, NULL), 0);
	assert_true(reader->has_legacy);
	assert_int_equal(reader->legacy.item[STREAM_CONFIG].len,
			 WRITTEN_CONFIG_SAVED);
	end(reader);
	set_up(NULL);
}

static void each_error_has_its_own_text(void **state)
{
	struct stream_error error = {
		.in_record = true,
		.tag = UINT32_MAX,
		.size = UINT64_MAX,
		.offset = UINT64_MAX,
		.kind = 0x8004,
	};
	char all[STREAM_WHYS][STREAM_ERROR_TEXT];

	for (int i = 0; i < STREAM_WHYS; i++) {
		error.why = i;
		assert_true(
			vvp_stream_error_text(&error, all[i], sizeof(all[i])) <
			STREAM_ERROR_TEXT);
		assert_null(strchr(all[i], '?'));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(all[i], all[j]);
	}
	error.why = STREAM_WHYS;
	vvp_stream_error_text(&error, text, sizeof(text));
	assert_non_null(strchr(text, '?'));
	assert_string_equal(
		all[STREAM_ITEM_LENGTH],
		"record of 18446744073709551615 bytes at byte 18446744073709551615 (tag 0xffffffff), item 0x8004 (vectors): that is not its length");
}

static int tear_down(void **state)
{
	memset(&own, 0, sizeof(own));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_streams_are_refused),
		cmocka_unit_test(strange_streams_are_taken),
		cmocka_unit_test(a_stream_that_ends_early_is_none),
		cmocka_unit_test(what_was_wrong_does_not_change),
		cmocka_unit_test(more_than_there_is_room_for_is_refused),
		cmocka_unit_test(parts_are_bounded_by_the_caller),
		cmocka_unit_test(of_the_kernels_parts_the_last_count),
		cmocka_unit_test(each_record_is_announced_when_it_is_whole),
		cmocka_unit_test(an_item_that_cannot_be_loaded_is_named),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(items_that_are_absent_are_not_written),
		cmocka_unit_test(a_header_is_as_the_kernel_has_it),
		cmocka_unit_test(the_largest_state_can_be_read),
		cmocka_unit_test(each_error_has_its_own_text),
	};

	return cmocka_run_group_tests_name("stream", tests, set_up, tear_down);
}
