// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of hostile streams. Each changes one thing of a good stream: what is wrong
 * is that, and nothing that comes before it.
 */
#include <string.h>

#include "hostile_streams.h"

#define MIB (1024 * 1024)

#define TAG_OF_NOBODY 0x31415926

static size_t identity(const struct bytes *s)
{
	return record_find(s, TAG_IDENTITY);
}

static size_t legacy(const struct bytes *s)
{
	return record_find(s, TAG_LEGACY);
}

static size_t parts(const struct bytes *s)
{
	return record_find(s, TAG_PARTS);
}

/* A record in front of another one, or behind all. */
static void insert_record(struct bytes *s, size_t at, uint32_t tag,
			  uint32_t flags, const void *data, size_t len)
{
	struct bytes record = { 0 };

	record_put(&record, tag, flags, data, len);
	bytes_insert(s, at, record.data, record.len);
	bytes_free(&record);
}

/* A copy of a record, somewhere else. */
static void repeat_record(struct bytes *s, uint32_t tag, size_t at)
{
	size_t from = record_find(s, tag);
	struct bytes copy = { 0 };

	bytes_put(&copy, s->data + from, record_end_of(s, from) - from);
	bytes_insert(s, at, copy.data, copy.len);
	bytes_free(&copy);
}

/* Legacy state with nothing but these bytes, instead of what there is. */
static void set_legacy(struct bytes *s, const void *data, size_t len)
{
	record_remove(s, TAG_LEGACY);
	insert_record(s, parts(s), TAG_LEGACY, 0, data, len);
}

static void set_item(struct bytes *s, uint16_t kind, const void *data,
		     size_t len)
{
	struct bytes items = { 0 };

	item_put(&items, kind, data, len);
	set_legacy(s, items.data, items.len);
	bytes_free(&items);
}

/* The stream as a whole */

static void nothing_at_all(struct bytes *s)
{
	s->len = 0;
}

static void ends_in_a_header(struct bytes *s)
{
	s->len = parts(s) + RECORD_HEADER - 1;
}

static void ends_in_the_identity(struct bytes *s)
{
	s->len = record_end_of(s, identity(s)) - 1;
}

static void ends_in_the_parts(struct bytes *s)
{
	s->len--;
}

static void has_no_parts(struct bytes *s)
{
	record_remove(s, TAG_PARTS);
}

/* Records */

static void record_has_flags(struct bytes *s)
{
	bytes_set_le(s, parts(s) + RECORD_FLAGS, 2, 4);
}

static void record_of_nobody(struct bytes *s)
{
	insert_record(s, parts(s), TAG_OF_NOBODY, 0, "?", 1);
}

static void parts_without_end(struct bytes *s)
{
	bytes_set_le(s, parts(s) + RECORD_SIZE, UINT64_MAX, 8);
}

static void parts_that_no_device_has(struct bytes *s)
{
	bytes_set_le(s, parts(s) + RECORD_SIZE, MIB + 9, 8);
}

static void parts_of_four_gib(struct bytes *s)
{
	uint64_t size = bytes_get_le(s, parts(s) + RECORD_SIZE, 8);

	bytes_set_le(s, parts(s) + RECORD_SIZE, 1ull << 32 | size, 8);
}

static void empty_parts(struct bytes *s)
{
	size_t at = parts(s);

	bytes_set_le(s, at + RECORD_SIZE, 0, 8);
	s->len = at + RECORD_HEADER;
}

static void parts_twice(struct bytes *s)
{
	repeat_record(s, TAG_PARTS, s->len);
}

static void skip_without_end(struct bytes *s)
{
	size_t at = parts(s);

	insert_record(s, at, TAG_OF_NOBODY, RECORD_OPTIONAL, NULL, 0);
	bytes_set_le(s, at + RECORD_SIZE, UINT64_MAX - 7, 8);
}

static void skip_more_than_all(struct bytes *s)
{
	struct bytes much = { 0 };
	size_t at = record_begin(&much, TAG_OF_NOBODY, RECORD_OPTIONAL);

	bytes_fill(&much, 0x5a, MIB / 2);
	record_end(&much, at);
	at = record_begin(&much, TAG_OF_NOBODY, RECORD_OPTIONAL);
	bytes_fill(&much, 0x5a, MIB / 2);
	record_end(&much, at);
	bytes_insert(s, parts(s), much.data, much.len);
	bytes_free(&much);
}

static void skip_many_of_nothing(struct bytes *s)
{
	struct bytes many = { 0 };

	for (int i = 0; i < MIB / RECORD_HEADER + 1; i++)
		record_put(&many, TAG_OF_NOBODY + i % 7, RECORD_OPTIONAL, NULL,
			   0);
	bytes_insert(s, parts(s), many.data, many.len);
	bytes_free(&many);
}

static void unknown_behind_parts(struct bytes *s)
{
	insert_record(s, s->len, TAG_OF_NOBODY, 0, NULL, 0);
}

/* The identity */

static void identity_not_first(struct bytes *s)
{
	insert_record(s, 0, TAG_OF_NOBODY, RECORD_OPTIONAL, NULL, 0);
}

static void identity_twice(struct bytes *s)
{
	repeat_record(s, TAG_IDENTITY, record_end_of(s, identity(s)));
}

static void identity_behind_parts(struct bytes *s)
{
	repeat_record(s, TAG_IDENTITY, s->len);
	record_remove(s, TAG_IDENTITY);
	record_remove(s, TAG_LEGACY);
}

static void identity_too_short(struct bytes *s)
{
	size_t at = identity(s), end = record_end_of(s, at);

	bytes_remove(s, at + RECORD_HEADER + 39, end - at - RECORD_HEADER - 39);
	bytes_set_le(s, at + RECORD_SIZE, 39, 8);
}

static void identity_too_long(struct bytes *s)
{
	bytes_set_le(s, identity(s) + RECORD_SIZE, 40 + 2 * 1024 + 1, 8);
}

static void identity_of_tomorrow(struct bytes *s)
{
	bytes_set_le(s, identity(s) + ID_VERSION, 2, 2);
}

static void identity_with_flags(struct bytes *s)
{
	s->data[identity(s) + ID_FLAGS] |= 2;
}

static void identity_with_reserved(struct bytes *s)
{
	s->data[identity(s) + ID_RESERVED] = 1;
}

static void mode_of_nobody(struct bytes *s)
{
	s->data[identity(s) + ID_MODE] = 3;
}

static void header_of_nobody(struct bytes *s)
{
	s->data[identity(s) + ID_PACKET_HEADER] = 11;
}

static void bar_of_no_size(struct bytes *s)
{
	bytes_set_le(s, identity(s) + ID_BAR0_SIZE, 96, 4);
}

static void bar_of_all_ports(struct bytes *s)
{
	bytes_set_le(s, identity(s) + ID_BAR0_SIZE, 65536, 4);
}

static void queues_that_are_not_there(struct bytes *s)
{
	size_t at = identity(s) + ID_NR_QUEUES;

	bytes_set_le(s, at, bytes_get_le(s, at, 2) + 1, 2);
}

static void queues_beyond_all(struct bytes *s)
{
	bytes_set_le(s, identity(s) + ID_NR_QUEUES, 65535, 2);
}

static void queue_of_no_size(struct bytes *s)
{
	bytes_set_le(s, identity(s) + ID_QUEUE_SIZES, 65535, 2);
}

/* The identity of another function */

static void another_mode(struct bytes *s)
{
	s->data[identity(s) + ID_MODE] ^= 1;
	if (s->data[identity(s) + ID_MODE] == 3)
		s->data[identity(s) + ID_MODE] = 0;
}

static void another_type(struct bytes *s)
{
	s->data[identity(s) + ID_TYPE] ^= 3;
}

static void another_device_id(struct bytes *s)
{
	s->data[identity(s) + ID_DEVICE] ^= 1;
}

static void another_bar(struct bytes *s)
{
	size_t at = identity(s) + ID_BAR0_SIZE;

	bytes_set_le(s, at, bytes_get_le(s, at, 4) == 32 ? 64 : 32, 4);
}

static void another_feature(struct bytes *s)
{
	s->data[identity(s) + ID_FEATURES + 15] ^= 0x80;
}

static void another_queue(struct bytes *s)
{
	size_t at = identity(s), end = record_end_of(s, at);
	uint16_t queues = bytes_get_le(s, at + ID_NR_QUEUES, 2);

	bytes_remove(s, end - 2, 2);
	bytes_set_le(s, at + RECORD_SIZE, 40 + 2 * (queues - 1), 8);
	bytes_set_le(s, at + ID_NR_QUEUES, queues - 1, 2);
}

static void larger_queue(struct bytes *s)
{
	bytes_set_le(s, identity(s) + ID_QUEUE_SIZES, 32768, 2);
}

/* The legacy state */

static void legacy_of_nobody(struct bytes *s)
{
	set_item(s, ITEM_INTX, "\0", 1);
	record_remove(s, TAG_IDENTITY);
}

static void legacy_twice(struct bytes *s)
{
	set_item(s, ITEM_INTX, "\0", 1);
	repeat_record(s, TAG_LEGACY, parts(s));
}

static void legacy_behind_parts(struct bytes *s)
{
	record_remove(s, TAG_LEGACY);
	insert_record(s, s->len, TAG_LEGACY, 0, NULL, 0);
}

static void legacy_too_long(struct bytes *s)
{
	set_legacy(s, NULL, 0);
	bytes_set_le(s, legacy(s) + RECORD_SIZE, 4097, 8);
}

static void item_without_header(struct bytes *s)
{
	set_legacy(s, "\3\200\1\0\1\2\200\2", 8);
}

static void item_without_end(struct bytes *s)
{
	set_legacy(s, "\2\200\377\377\1\1", 6);
}

static void item_of_nobody(struct bytes *s)
{
	set_item(s, 0x8007, "?", 1);
}

static void item_twice(struct bytes *s)
{
	set_legacy(s, "\3\200\1\0\1\3\200\1\0\1", 10);
}

static void item_too_short(struct bytes *s)
{
	set_item(s, ITEM_LINE, "\1", 1);
}

static void item_too_long(struct bytes *s)
{
	set_item(s, ITEM_PCI, "\1\0\0\0\0\0", 6);
}

static void line_of_three_vectors(struct bytes *s)
{
	set_item(s, ITEM_INTX, "\3", 1);
}

static void line_of_eight_bits(struct bytes *s)
{
	set_item(s, ITEM_LINE, "\200\0", 2);
}

static void bar_that_is_memory(struct bytes *s)
{
	set_item(s, ITEM_PCI, "\0\300\0\0\1", 5);
}

static void vectors_in_disorder(struct bytes *s)
{
	set_item(s, ITEM_VECTORS, "\1\0\0\0\0\2\0\1\0\0\0\0\0\0\0", 15);
}

static void vectors_beyond_all(struct bytes *s)
{
	set_item(s, ITEM_VECTORS, "\1\0\0\0\0\1\0\377\377\0\0", 11);
}

static void config_of_no_field(struct bytes *s)
{
	uint8_t config[32 + 1] = { 0 };

	config[31] = 0x80;
	set_item(s, ITEM_CONFIG, config, sizeof(config));
}

static void config_without_values(struct bytes *s)
{
	uint8_t config[32] = { 1 };

	set_item(s, ITEM_CONFIG, config, sizeof(config));
}

/* Device parts */

static void parts_end_in_a_header(struct bytes *s)
{
	bytes_fill(s, 0xff, PART_HEADER - 1);
	record_end(s, parts(s));
}

static void part_without_end(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x104) + PART_AT_LENGTH, UINT32_MAX, 4);
}

static void part_behind_the_end(struct bytes *s)
{
	size_t at = parts(s) + RECORD_HEADER, last = at;

	for (; at < s->len; at = part_end_of(s, at))
		last = at;
	bytes_set_le(s, last + PART_AT_LENGTH, s->len - last - PART_HEADER + 1,
		     4);
}

static void part_of_nobody(struct bytes *s)
{
	part_append(s, 0x5ff, 0, 0, "?", 1);
}

static void part_with_flags(struct bytes *s)
{
	s->data[part_find(s, 0x103) + PART_AT_FLAGS] |= 0x80;
}

static void part_with_reserved(struct bytes *s)
{
	s->data[part_find(s, 0x103) + PART_AT_RESERVED] = 1;
}

static void selector_of_none(struct bytes *s)
{
	s->data[part_find(s, 0x101) + PART_AT_SELECTOR] = 1;
}

static void selector_with_reserved(struct bytes *s)
{
	s->data[part_find(s, 0x104) + PART_AT_SELECTOR + 7] = 1;
}

static void status_before_features(struct bytes *s)
{
	uint8_t status = 0;

	part_remove(s, part_find(s, 0x103));
	part_insert(s, part_find(s, 0x101), 0x103, 0, 0, &status, 1);
}

static void notify_before_queue(struct bytes *s)
{
	uint8_t value[32] = { 64 };

	part_append(s, 0x104, 0, 1000, value, sizeof(value));
}

static void status_twice(struct bytes *s)
{
	uint8_t status = 0;

	part_insert(s, part_find(s, 0x103), 0x103, 0, 0, &status, 1);
}

static void no_status(struct bytes *s)
{
	part_remove(s, part_find(s, 0x103));
}

static void no_driver_features(struct bytes *s)
{
	part_remove(s, part_find(s, 0x101));
}

static void features_twice(struct bytes *s)
{
	uint8_t features[8] = { 0 };

	part_insert(s, part_find(s, 0x101), 0x101, 0, 0, features, 8);
}

static void features_of_four_bytes(struct bytes *s)
{
	part_resize(s, part_find(s, 0x101), 4);
}

static void features_of_nothing(struct bytes *s)
{
	part_resize(s, part_find(s, 0x101), 0);
}

static void features_behind_all(struct bytes *s)
{
	size_t at = part_find(s, 0x101);

	part_resize(s, at, 24);
	s->data[at + PART_HEADER + 16] = 1;
}

static void status_of_two_bytes(struct bytes *s)
{
	part_resize(s, part_find(s, 0x103), 2);
}

static void field_of_none(struct bytes *s)
{
	part_insert(s, part_find(s, 0x103), 0x102, 0, 17, "\0", 1);
}

static void field_beyond_all(struct bytes *s)
{
	part_insert(s, part_find(s, 0x103), 0x102, 0, UINT32_MAX, "\0\0", 2);
}

static void field_with_reserved(struct bytes *s)
{
	part_insert(s, part_find(s, 0x103), 0x102, 0, 22 | 1ull << 32, "\0\0",
		    2);
}

static void field_twice(struct bytes *s)
{
	part_insert(s, part_find(s, 0x103), 0x102, 0, 22, "\0\0", 2);
	part_insert(s, part_find(s, 0x103), 0x102, 0, 22, "\0\0", 2);
}

static void field_too_long(struct bytes *s)
{
	part_insert(s, part_find(s, 0x103), 0x102, 0, 22, "\0\0\0\0", 4);
}

static void queue_beyond_all(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x104) + PART_AT_SELECTOR, 1024, 2);
}

static void queue_twice(struct bytes *s)
{
	uint8_t value[32] = { 64 };
	uint16_t index =
		bytes_get_le(s, part_find(s, 0x104) + PART_AT_SELECTOR, 2);

	part_insert(s, part_find(s, 0x104), 0x104, 0, index, value,
		    sizeof(value));
}

static void queue_too_short(struct bytes *s)
{
	part_resize(s, part_find(s, 0x104), 31);
}

static void queue_larger_than_any(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x104) + PART_HEADER, 65535, 2);
}

static void queue_enabled_twice(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x104) + PART_HEADER + 4, 2, 2);
}

static void queue_enabled_of_no_size(struct bytes *s)
{
	size_t at = part_find(s, 0x104) + PART_HEADER;

	bytes_set_le(s, at, 0, 2);
	bytes_set_le(s, at + 4, 1, 2);
}

static void queue_with_reserved(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x104) + PART_HEADER + 6, 1, 2);
}

static void notify_twice(struct bytes *s)
{
	uint8_t value[8] = { 0 };
	uint16_t index =
		bytes_get_le(s, part_find(s, 0x105) + PART_AT_SELECTOR, 2);

	part_insert(s, part_find(s, 0x105), 0x105, 0, index, value,
		    sizeof(value));
}

static void notify_beyond_all(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x105) + PART_AT_SELECTOR, 65535, 2);
}

static void notify_with_reserved(struct bytes *s)
{
	bytes_set_le(s, part_find(s, 0x105) + PART_HEADER + 4, 1, 4);
}

static void control_twice(struct bytes *s)
{
	part_append(s, 0x200, 0, 0x0400, "\0", 1);
	part_append(s, 0x200, 0, 0x0400, "\0", 1);
}

static void control_with_reserved(struct bytes *s)
{
	part_append(s, 0x200, 0, 0x0400 | 1 << 16, "\0", 1);
}

static void control_too_long(struct bytes *s)
{
	part_append(s, 0x200, 0, 0x0400, "\0\0", 2);
}

static void control_without_end(struct bytes *s)
{
	static const uint8_t zeros[2];

	for (int i = 0; i < 100; i++)
		part_append(s, 0x200, 0, 0x77 | i << 8, zeros, 2);
}

/* Not in the way of a table that there may be. */
static void mac_table_that_lies(struct bytes *s)
{
	static const uint8_t table[8] = { 0xff, 0xff, 0xff, 0xff };
	size_t at = part_find(s, 0x200);

	while (at != NOWHERE && part_find(s, 0x200) != NOWHERE)
		part_remove(s, part_find(s, 0x200));
	part_append(s, 0x200, 0, 0x0001, table, sizeof(table));
}

static void parts_without_number(struct bytes *s)
{
	struct bytes many = { 0 };

	for (int i = 0; i < 4097; i++)
		part_put(&many, 0x5ff, 1, i, NULL, 0);
	bytes_insert(s, parts(s) + RECORD_HEADER, many.data, many.len);
	bytes_set_le(s, parts(s) + RECORD_SIZE,
		     bytes_get_le(s, parts(s) + RECORD_SIZE, 8) + many.len, 8);
	bytes_free(&many);
}

#define IDENTITY "(identity)"
#define PARTS	 "(device parts)"
#define LEGACY	 "(legacy state)"
#define NOBODY	 "(tag 0x31415926)"

const struct odd_stream hostile_streams[] = {
	{ "nothing", nothing_at_all, "stream", "ends without device parts" },
	{ "it ends within a header", ends_in_a_header, "record at byte",
	  "ends within it" },
	{ "it ends within the identity", ends_in_the_identity, IDENTITY,
	  "ends within it" },
	{ "it ends within the parts", ends_in_the_parts, PARTS,
	  "ends within it" },
	{ "no parts", has_no_parts, "stream", "ends without device parts" },

	{ "a record with flags", record_has_flags, PARTS, "flags" },
	{ "a record of nobody", record_of_nobody, NOBODY, "not optional" },
	{ "parts without end", parts_without_end, PARTS, "longer than" },
	{ "parts that no device has", parts_that_no_device_has, PARTS,
	  "longer than" },
	{ "parts with bytes beyond 4 GiB", parts_of_four_gib, PARTS,
	  "longer than" },
	{ "empty parts", empty_parts, PARTS, "shorter than" },
	{ "parts twice", parts_twice, PARTS, "twice" },
	{ "a record to skip without end", skip_without_end, NOBODY,
	  "too many bytes" },
	{ "more to skip than all", skip_more_than_all, NOBODY,
	  "too many bytes" },
	{ "many records of nothing", skip_many_of_nothing, "(tag 0x314159",
	  "too many bytes" },
	{ "a record of nobody behind the parts", unknown_behind_parts, NOBODY,
	  "not optional" },

	{ "an identity that is not first", identity_not_first, IDENTITY,
	  "has to be the first" },
	{ "an identity twice", identity_twice, IDENTITY, "twice" },
	{ "an identity behind the parts", identity_behind_parts, IDENTITY,
	  "has to be the first" },
	{ "an identity too short", identity_too_short, IDENTITY,
	  "shorter than" },
	{ "an identity too long", identity_too_long, IDENTITY, "longer than" },
	{ "an identity of tomorrow", identity_of_tomorrow, IDENTITY,
	  "version" },
	{ "an identity with flags", identity_with_flags, IDENTITY, "value" },
	{ "an identity with what is reserved", identity_with_reserved, IDENTITY,
	  "value" },
	{ "a mode of nobody", mode_of_nobody, IDENTITY, "value" },
	{ "a packet header of nobody", header_of_nobody, IDENTITY, "value" },
	{ "a BAR0 of no size", bar_of_no_size, IDENTITY, "value" },
	{ "a BAR0 of all ports", bar_of_all_ports, IDENTITY, "value" },
	{ "queues that are not there", queues_that_are_not_there, IDENTITY,
	  "value" },
	{ "queues beyond all", queues_beyond_all, IDENTITY, "value" },
	{ "a queue of no size", queue_of_no_size, IDENTITY, "value" },

	{ "another mode", another_mode, "mode", "the source is" },
	{ "another type", another_type, "virtio device id", "the source has" },
	{ "another device id", another_device_id, "PCI device id",
	  "the source has" },
	{ "another BAR0", another_bar, "BAR0", "the source has" },
	{ "another feature", another_feature, "device features", "127" },
	{ "a queue less", another_queue, "queues", "the source has" },
	{ "a larger queue", larger_queue, "size of queue 0",
	  "the source has 32768" },

	{ "legacy state of nobody", legacy_of_nobody, LEGACY, "no identity" },
	{ "legacy state twice", legacy_twice, LEGACY, "twice" },
	{ "legacy state behind the parts", legacy_behind_parts, LEGACY,
	  "behind the device parts" },
	{ "legacy state too long", legacy_too_long, LEGACY, "longer than" },
	{ "an item without header", item_without_header, "last item",
	  "ends within it" },
	{ "an item without end", item_without_end, "item 0x8002",
	  "ends within it" },
	{ "an item of nobody", item_of_nobody, "item 0x8007", "not optional" },
	{ "an item twice", item_twice, "item 0x8003", "twice" },
	{ "an item too short", item_too_short, "item 0x8002", "length" },
	{ "an item too long", item_too_long, "item 0x8001", "length" },
	{ "a line of three vectors", line_of_three_vectors, "item 0x8003",
	  "value" },
	{ "a line with eight bits", line_of_eight_bits, "item 0x8002",
	  "value" },
	{ "a BAR0 that is memory", bar_that_is_memory, "item 0x8001", "value" },
	{ "vectors in disorder", vectors_in_disorder, "item 0x8004", "value" },
	{ "vectors beyond all", vectors_beyond_all, "item 0x8004", "value" },
	{ "configuration of no field", config_of_no_field, "item 0x8006",
	  "value" },
	{ "configuration without values", config_without_values, "item 0x8006",
	  "value" },

	{ "parts that end within a header", parts_end_in_a_header,
	  "device parts", "within the header" },
	{ "a part without end", part_without_end, "part 0x104",
	  "ends within its value" },
	{ "a part that ends behind the end", part_behind_the_end, "part 0x",
	  "ends within its value" },
	{ "a part of nobody", part_of_nobody, "part 0x5ff", "not optional" },
	{ "a part with flags", part_with_flags, "part 0x103", "flags" },
	{ "a part with what is reserved", part_with_reserved, "part 0x103",
	  "reserved" },
	{ "a selector where there is none", selector_of_none, "part 0x101",
	  "reserved" },
	{ "a selector with what is reserved", selector_with_reserved,
	  "part 0x104", "reserved" },
	{ "the status before the features", status_before_features,
	  "part 0x101", "must precede" },
	{ "a queue behind notifications", notify_before_queue, "part 0x104",
	  "must precede" },
	{ "the status twice", status_twice, "part 0x103", "twice" },
	{ "no status", no_status, "part 0x103", "not there" },
	{ "no driver features", no_driver_features, "part 0x101", "not there" },
	{ "driver features twice", features_twice, "part 0x101", "twice" },
	{ "features of four bytes", features_of_four_bytes, "part 0x101",
	  "length" },
	{ "features of nothing", features_of_nothing, "part 0x101", "length" },
	{ "features behind all", features_behind_all, "part 0x101", "value" },
	{ "a status of two bytes", status_of_two_bytes, "part 0x103",
	  "length" },
	{ "a field that is none", field_of_none, "part 0x102 (offset 17",
	  "no such field" },
	{ "a field beyond all", field_beyond_all,
	  "part 0x102 (offset 4294967295", "no such field" },
	{ "a field with what is reserved", field_with_reserved, "part 0x102",
	  "reserved" },
	{ "a field twice", field_twice, "part 0x102 (offset 22", "twice" },
	{ "a field too long", field_too_long, "part 0x102 (offset 22",
	  "length" },
	{ "a queue beyond all", queue_beyond_all, "part 0x104 (queue 1024",
	  "so many queues" },
	{ "a queue twice", queue_twice, "part 0x104", "twice" },
	{ "a queue too short", queue_too_short, "part 0x104", "length" },
	{ "a queue larger than any", queue_larger_than_any, "part 0x104",
	  "value" },
	{ "a queue enabled twice", queue_enabled_twice, "part 0x104", "value" },
	{ "a queue enabled of no size", queue_enabled_of_no_size, "part 0x104",
	  "value" },
	{ "a queue with what is reserved", queue_with_reserved, "part 0x104",
	  "reserved" },
	{ "a notification twice", notify_twice, "part 0x105", "twice" },
	{ "a notification beyond all", notify_beyond_all,
	  "part 0x105 (notification of queue 65535", "so many queues" },
	{ "a notification with what is reserved", notify_with_reserved,
	  "part 0x105", "reserved" },
	{ "a control command twice", control_twice, "part 0x200", "twice" },
	{ "a control command with what is reserved", control_with_reserved,
	  "part 0x200", "reserved" },
	{ "a control command too long", control_too_long, "part 0x200",
	  "length" },
	{ "control commands without end", control_without_end, "part 0x200",
	  "too many" },
	{ "a table of addresses that lies", mac_table_that_lies, "part 0x200",
	  "length" },
	{ "parts without number", parts_without_number, "part 0x5ff",
	  "too many" },
};

const size_t nr_hostile_streams =
	sizeof(hostile_streams) / sizeof(hostile_streams[0]);

/* Streams that are strange, and nothing is wrong with them. */

static void as_it_is(struct bytes *s)
{
	(void)s;
}

static void of_the_kernel(struct bytes *s)
{
	record_remove(s, TAG_IDENTITY);
	record_remove(s, TAG_LEGACY);
}

static void with_surplus(struct bytes *s)
{
	of_the_kernel(s);
	bytes_fill(s, 0xa5, 8);
	record_end(s, parts(s));
}

/* What it has of a command's status, behind what fills the last 8 bytes. */
static void with_padding_and_surplus(struct bytes *s)
{
	of_the_kernel(s);
	bytes_fill(s, 0, 7);
	bytes_fill(s, 0xa5, 8);
	record_end(s, parts(s));
}

static void of_the_kernel_thrice(struct bytes *s)
{
	of_the_kernel(s);
	repeat_record(s, TAG_PARTS, 0);
	repeat_record(s, TAG_PARTS, 0);
	/* the last one counts */
	s->data[part_find(s, 0x101) + PART_AT_RESERVED] = 1;
}

static void with_records_to_skip(struct bytes *s)
{
	insert_record(s, parts(s), TAG_OF_NOBODY, RECORD_OPTIONAL, "123", 3);
	insert_record(s, s->len, TAG_OF_NOBODY, RECORD_OPTIONAL, NULL, 0);
	insert_record(s, s->len, TAG_OF_NOBODY + 1, RECORD_OPTIONAL, "4", 1);
}

static void with_parts_to_drop(struct bytes *s)
{
	part_append(s, 0x5ff, 1, 7, "123", 3);
	part_insert(s, part_find(s, 0x103), 0x106, 1, 0, NULL, 0);
	part_insert(s, part_find(s, 0x101), 0, 1, 0, NULL, 0);
}

static void with_items_to_skip(struct bytes *s)
{
	set_legacy(s, "\3\0\2\0\7\7\7\0\0\0", 10);
}

static void with_a_line_of_two_vectors(struct bytes *s)
{
	set_item(s, ITEM_INTX, "\2", 1);
}

static void without_legacy_state(struct bytes *s)
{
	record_remove(s, TAG_LEGACY);
}

static void with_empty_legacy_state(struct bytes *s)
{
	set_legacy(s, NULL, 0);
}

static void with_many_feature_words(struct bytes *s)
{
	part_resize(s, part_find(s, 0x101), 64);
}

static void with_one_to_skip_of_1_mib(struct bytes *s)
{
	size_t at = parts(s), was = s->len;

	insert_record(s, at, TAG_OF_NOBODY, RECORD_OPTIONAL, NULL, 0);
	bytes_fill(s, 0x5a, MIB - RECORD_HEADER);
	/* to where it belongs: in front of the parts */
	memmove(s->data + at + MIB, s->data + at + RECORD_HEADER, was - at);
	memset(s->data + at + RECORD_HEADER, 0x5a, MIB - RECORD_HEADER);
	bytes_set_le(s, at + RECORD_SIZE, MIB - RECORD_HEADER, 8);
}

static void with_all_that_can_be_skipped(struct bytes *s)
{
	struct bytes much = { 0 };
	size_t at = record_begin(&much, TAG_OF_NOBODY, RECORD_OPTIONAL);

	bytes_fill(&much, 0x5a, MIB / 2);
	record_end(&much, at);
	at = record_begin(&much, TAG_OF_NOBODY, RECORD_OPTIONAL);
	bytes_fill(&much, 0x5a, MIB / 2 - 2 * RECORD_HEADER);
	record_end(&much, at);
	bytes_insert(s, parts(s), much.data, much.len);
	bytes_free(&much);
}

const struct odd_stream strange_streams[] = {
	{ "as it is", as_it_is, NULL, NULL },
	{ "of the kernel's own driver", of_the_kernel, NULL, NULL },
	{ "with a surplus", with_surplus, NULL, NULL },
	{ "with padding and a surplus", with_padding_and_surplus, NULL, NULL },
	{ "of the kernel's own driver, thrice", of_the_kernel_thrice, NULL,
	  NULL },
	{ "with records to skip", with_records_to_skip, NULL, NULL },
	{ "with parts to drop", with_parts_to_drop, NULL, NULL },
	{ "with items to skip", with_items_to_skip, NULL, NULL },
	{ "with a line of two vectors", with_a_line_of_two_vectors, NULL,
	  NULL },
	{ "without legacy state", without_legacy_state, NULL, NULL },
	{ "with empty legacy state", with_empty_legacy_state, NULL, NULL },
	{ "with many words of features", with_many_feature_words, NULL, NULL },
	{ "with one to skip of 1 MiB", with_one_to_skip_of_1_mib, NULL, NULL },
	{ "with all that can be skipped", with_all_that_can_be_skipped, NULL,
	  NULL },
};

const size_t nr_strange_streams =
	sizeof(strange_streams) / sizeof(strange_streams[0]);
