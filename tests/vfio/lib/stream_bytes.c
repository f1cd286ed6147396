// SPDX-License-Identifier: GPL-2.0-only
/* Streams of a migration, byte by byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream_bytes.h"

static void grow(struct bytes *b, size_t len)
{
	if (b->len + len <= b->room)
		return;
	b->room = 2 * (b->len + len);
	b->data = realloc(b->data, b->room);
	if (!b->data) {
		fputs("no memory\n", stderr);
		abort();
	}
}

void bytes_insert(struct bytes *b, size_t at, const void *data, size_t len)
{
	grow(b, len);
	if (len) {
		memmove(b->data + at + len, b->data + at, b->len - at);
		memcpy(b->data + at, data, len);
	}
	b->len += len;
}

void bytes_put(struct bytes *b, const void *data, size_t len)
{
	bytes_insert(b, b->len, data, len);
}

void bytes_fill(struct bytes *b, uint8_t value, size_t len)
{
	grow(b, len);
	if (len)
		memset(b->data + b->len, value, len);
	b->len += len;
}

void bytes_remove(struct bytes *b, size_t at, size_t len)
{
	memmove(b->data + at, b->data + at + len, b->len - at - len);
	b->len -= len;
}

void bytes_copy(struct bytes *b, const struct bytes *from)
{
	b->len = 0;
	bytes_put(b, from->data, from->len);
}

void bytes_free(struct bytes *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

void bytes_set_le(struct bytes *b, size_t at, uint64_t value, size_t size)
{
	for (; size; size--, value >>= 8)
		b->data[at++] = value;
}

uint64_t bytes_get_le(const struct bytes *b, size_t at, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | b->data[at + size];
	return value;
}

void bytes_le(struct bytes *b, uint64_t value, size_t size)
{
	bytes_fill(b, 0, size);
	bytes_set_le(b, b->len - size, value, size);
}

size_t record_begin(struct bytes *s, uint32_t tag, uint32_t flags)
{
	size_t record = s->len;

	bytes_le(s, 0, 8);
	bytes_le(s, flags, 4);
	bytes_le(s, tag, 4);
	return record;
}

void record_end(struct bytes *s, size_t record)
{
	bytes_set_le(s, record + RECORD_SIZE, s->len - record - RECORD_HEADER,
		     8);
}

void record_put(struct bytes *s, uint32_t tag, uint32_t flags, const void *data,
		size_t len)
{
	size_t record = record_begin(s, tag, flags);

	bytes_put(s, data, len);
	record_end(s, record);
}

size_t record_end_of(const struct bytes *s, size_t record)
{
	return record + RECORD_HEADER +
	       bytes_get_le(s, record + RECORD_SIZE, 8);
}

/* The first one with that tag. */
size_t record_find(const struct bytes *s, uint32_t tag)
{
	size_t at = 0;

	while (at + RECORD_HEADER <= s->len && record_end_of(s, at) <= s->len) {
		if (bytes_get_le(s, at + RECORD_TAG, 4) == tag)
			return at;
		at = record_end_of(s, at);
	}
	return NOWHERE;
}

void record_remove(struct bytes *s, uint32_t tag)
{
	size_t at = record_find(s, tag);

	if (at != NOWHERE)
		bytes_remove(s, at, record_end_of(s, at) - at);
}

void item_put(struct bytes *s, uint16_t kind, const void *data, size_t len)
{
	bytes_le(s, kind, 2);
	bytes_le(s, len, 2);
	bytes_put(s, data, len);
}

void part_put(struct bytes *s, uint16_t type, uint8_t flags, uint64_t selector,
	      const void *value, size_t len)
{
	bytes_le(s, type, 2);
	bytes_le(s, flags, 1);
	bytes_le(s, 0, 1);
	bytes_le(s, selector, 8);
	bytes_le(s, len, 4);
	bytes_put(s, value, len);
}

/* The device's two areas follow the descriptors, a page each. */
void part_queue_put(struct bytes *s, uint16_t index, uint16_t size,
		    uint16_t vector, bool enabled, uint64_t address)
{
	struct bytes value = { 0 };

	bytes_le(&value, size, 2);
	bytes_le(&value, vector, 2);
	bytes_le(&value, enabled, 2);
	bytes_le(&value, 0, 2);
	for (int i = 0; i < 3; i++)
		bytes_le(&value, address + 4096 * i, 8);
	part_put(s, 0x104, 0, index, value.data, value.len);
	bytes_free(&value);
}

void part_notify_put(struct bytes *s, uint16_t index, uint16_t offset)
{
	uint8_t value[8] = { offset, offset >> 8, index, index >> 8 };

	part_put(s, 0x105, 0, index, value, sizeof(value));
}

size_t part_end_of(const struct bytes *s, size_t part)
{
	return part + PART_HEADER + bytes_get_le(s, part + PART_AT_LENGTH, 4);
}

/* The first one of that type in the record of device parts. */
size_t part_find(const struct bytes *s, uint16_t type)
{
	size_t record = record_find(s, TAG_PARTS), end, at;

	if (record == NOWHERE)
		return NOWHERE;
	end = record_end_of(s, record);
	at = record + RECORD_HEADER;
	while (at + PART_HEADER <= end && part_end_of(s, at) <= end) {
		if (bytes_get_le(s, at, 2) == type)
			return at;
		at = part_end_of(s, at);
	}
	return NOWHERE;
}

/* The record has grown, or shrunk. */
static void resize_record(struct bytes *s, size_t record, size_t was)
{
	uint64_t size = bytes_get_le(s, record + RECORD_SIZE, 8);

	bytes_set_le(s, record + RECORD_SIZE, size + s->len - was, 8);
}

void part_insert(struct bytes *s, size_t at, uint16_t type, uint8_t flags,
		 uint64_t selector, const void *value, size_t len)
{
	size_t record = record_find(s, TAG_PARTS), was = s->len;
	struct bytes part = { 0 };

	part_put(&part, type, flags, selector, value, len);
	bytes_insert(s, at, part.data, part.len);
	bytes_free(&part);
	resize_record(s, record, was);
}

void part_append(struct bytes *s, uint16_t type, uint8_t flags,
		 uint64_t selector, const void *value, size_t len)
{
	part_insert(s, record_end_of(s, record_find(s, TAG_PARTS)), type, flags,
		    selector, value, len);
}

void part_remove(struct bytes *s, size_t part)
{
	size_t record = record_find(s, TAG_PARTS), was = s->len;

	bytes_remove(s, part, part_end_of(s, part) - part);
	resize_record(s, record, was);
}

/* Zeros behind the value, or its end cut off. */
void part_resize(struct bytes *s, size_t part, size_t len)
{
	static const uint8_t zeros[64];
	size_t record = record_find(s, TAG_PARTS), was = s->len;
	size_t end = part_end_of(s, part), old = end - part - PART_HEADER;

	if (len < old)
		bytes_remove(s, end - (old - len), old - len);
	else
		bytes_insert(s, end, zeros, len - old);
	bytes_set_le(s, part + PART_AT_LENGTH, len, 4);
	resize_record(s, record, was);
}

#define QUEUES 3
#define FEATURES                                                               \
	0x130010020ull /* VERSION_1, EVENT_IDX, INDIRECT_DESC, STATUS, MAC */

static const uint16_t queue_sizes[QUEUES] = { 256, 256, 64 };
static const uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

static void put_identity(struct bytes *s)
{
	size_t record = record_begin(s, TAG_IDENTITY, RECORD_OPTIONAL);

	bytes_le(s, 1, 2); /* version */
	bytes_le(s, 2, 1); /* mode: legacy */
	bytes_le(s, 0, 1); /* packet header */
	bytes_le(s, 1, 2); /* net */
	bytes_le(s, 0x1af4, 2);
	bytes_le(s, 0x1000, 2);
	bytes_le(s, 0x1af4, 2);
	bytes_le(s, 1, 2);
	bytes_le(s, 1, 2); /* has features */
	bytes_le(s, 64, 4); /* BAR0 */
	bytes_le(s, QUEUES, 2);
	bytes_le(s, 0, 2);
	bytes_le(s, FEATURES, 8);
	bytes_le(s, 0, 8);
	for (int i = 0; i < QUEUES; i++)
		bytes_le(s, queue_sizes[i], 2);
	record_end(s, record);
}

/* The line is up and in use, two queues are, and the guest wrote a MAC. */
static void put_legacy(struct bytes *s)
{
	static const uint8_t pci[5] = { 0x41, 0xc0, 0, 0, 1 };
	static const uint8_t line[2] = { 1, 1 };
	static const uint8_t vectors[7 + 2 * 4] = { 1, 1, 0, 0xff, 0xff,
						    2, 0, 0, 0,	   0,
						    0, 1, 0, 1,	   0 };
	uint8_t config[32 + sizeof(mac)] = { 0x3f };
	size_t record = record_begin(s, TAG_LEGACY, 0);

	memcpy(config + 32, mac, sizeof(mac));
	item_put(s, ITEM_PCI, pci, sizeof(pci));
	item_put(s, ITEM_LINE, line, sizeof(line));
	item_put(s, ITEM_INTX, "\1", 1);
	item_put(s, ITEM_VECTORS, vectors, sizeof(vectors));
	item_put(s, ITEM_COMMAND, "\7", 1);
	item_put(s, ITEM_CONFIG, config, sizeof(config));
	record_end(s, record);
}

void sample_parts(struct bytes *parts)
{
	static const uint8_t status = 7;
	/* one address of one station, none of a group */
	static const uint8_t table[4 + 6 + 4] = { 1, 0, 0, 0, 2, 0, 0, 0, 0, 9 };
	struct bytes features = { 0 };

	bytes_le(&features, FEATURES, 8);
	part_put(parts, 0x100, 1, 0, features.data, 8);
	bytes_set_le(&features, 0, 0x30010020, 8);
	part_put(parts, 0x101, 0, 0, features.data, 8);
	bytes_free(&features);
	part_put(parts, 0x102, 0, 16, "\xff\xff", 2);
	part_put(parts, 0x103, 0, 0, &status, 1);
	for (int i = 0; i < QUEUES; i++)
		part_queue_put(parts, i, queue_sizes[i], 0xffff, i < 2,
			       i < 2 ? 0x100000ull * (i + 1) : 0);
	for (int i = 0; i < QUEUES; i++)
		part_notify_put(parts, i, i);
	part_put(parts, 0x200, 0, 0x0000, "\1", 1);
	part_put(parts, 0x200, 0, 0x0001, table, sizeof(table));
	part_put(parts, 0x200, 0, 0x0101, mac, sizeof(mac));
}

void sample_stream_of_kernel(struct bytes *s)
{
	size_t record = record_begin(s, TAG_PARTS, 0);

	sample_parts(s);
	record_end(s, record);
}

void sample_stream(struct bytes *s)
{
	put_identity(s);
	put_legacy(s);
	sample_stream_of_kernel(s);
}
