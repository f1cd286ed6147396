// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream from a hostile VMM: read in pieces of two sizes, to the same end; what is
 * taken is what a plain reading of the whole says, and is written again as it was.
 *
 * Input: size of the pieces, bytes of parts that there is room for (2 bytes each); then
 * records, each behind a byte: with bit 7 a whole header follows, else bits 0 and 1 are
 * the tag, bit 2 optional, and the next two bytes the size; bit 3: an identity's head is
 * made good.
 */
#include <errno.h>

#include "../../unit/stream_feed.h"
#include "fuzz.h"
#include "stream.h"

#define ROOM	65536
#define LONGEST 8192

static const uint32_t tags[] = { STREAM_TAG_PARTS, STREAM_TAG_IDENTITY,
				 STREAM_TAG_LEGACY, 0x1234 };

static void put(uint8_t **to, uint64_t value, size_t size)
{
	for (; size; size--, value >>= 8)
		*(*to)++ = value;
}

static uint64_t get(const uint8_t *from, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | from[size];
	return value;
}

static void put_good_head(uint8_t *at, uint16_t size)
{
	memset(at, 0, 40);
	at[0] = 1;
	at[2] = 2;
	at[4] = 1;
	at[16] = 64;
	at[20] = (size - 40) / 2;
	at[21] = (size - 40) / 2 >> 8;
}

static size_t make_stream(struct input *in, uint8_t *to)
{
	uint8_t *at = to;

	while (in->left && at - to < ROOM) {
		uint8_t kind = take(in, 1);
		uint64_t size;

		if (kind & 0x80) {
			size = take(in, 8);
			put(&at, size, 8);
			put(&at, take(in, 8), 8);
			if (size > in->left)
				size = in->left;
			if (size > LONGEST)
				size = LONGEST;
		} else {
			size = take(in, 2) & (LONGEST - 1);
			put(&at, size, 8);
			put(&at, kind >> 2 & 1, 4);
			put(&at, tags[kind & 3], 4);
		}
		for (uint64_t i = 0; i < size; i++)
			put(&at, take(in, 1), 1);
		if (kind & 8 && size >= 40)
			put_good_head(at - size, size);
	}
	return at - to;
}

static struct stream_reader *begin(uint32_t parts_max)
{
	struct stream_reader *reader = malloc(sizeof(*reader));
	void *parts = malloc(parts_max ? parts_max : 1);

	require(reader && parts, "no memory");
	memset(reader, 0x5a, sizeof(*reader));
	vvp_stream_read_begin(reader, parts, parts_max);
	return reader;
}

static void end(struct stream_reader *reader)
{
	free(reader->parts);
	free(reader);
}

static int nr_events;

static int check_event(struct stream_reader *reader, int event)
{
	nr_events++;
	switch (event) {
	case STREAM_GOT_IDENTITY:
		require(reader->has_identity, "no identity");
		require(!reader->has_parts, "an identity too late");
		break;
	case STREAM_GOT_LEGACY:
		require(reader->has_legacy, "no legacy state");
		break;
	default:
		require(event == STREAM_GOT_PARTS, "event %d", event);
		require(reader->has_parts, "no parts");
		require(reader->parts_len <= reader->parts_max, "%u bytes",
			reader->parts_len);
	}
	return 0;
}

static int read_all(struct stream_reader *reader, const uint8_t *stream,
		    size_t len, size_t piece)
{
	int ret = feed_stream(reader, stream, len, piece, check_event);

	return ret ? ret : vvp_stream_read_end(reader);
}

static void check_error(const struct stream_error *error)
{
	char text[STREAM_ERROR_TEXT];

	require(error->why > STREAM_OK && error->why < STREAM_WHYS, "why %d",
		error->why);
	require(vvp_stream_error_text(error, text, sizeof(text)) <
			STREAM_ERROR_TEXT,
		"%s", text);
	require(!strchr(text, '?'), "%s", text);
}

/* The whole stream, as one that can be trusted. */
static void check_taken(const struct stream_reader *reader,
			const uint8_t *stream, size_t len)
{
	const uint8_t *parts = NULL, *identity = NULL, *legacy = NULL;
	size_t at = 0, first = 0, skipped = 0;

	while (at < len) {
		uint64_t size = get(stream + at, 8);
		uint32_t flags = get(stream + at + 8, 4);
		uint32_t tag = get(stream + at + 12, 4);

		require(len - at >= 16 && size <= len - at - 16,
			"the record at %zu is not whole", at);
		require(!(flags & ~1u), "flags %#x", flags);
		if (tag == STREAM_TAG_PARTS) {
			require(!parts || !identity, "parts twice");
			parts = stream + at;
		} else if (tag == STREAM_TAG_IDENTITY) {
			require(at == first && !identity, "identity at %zu",
				at);
			identity = stream + at;
		} else if (tag == STREAM_TAG_LEGACY) {
			require(identity && !parts && !legacy,
				"legacy state at %zu", at);
			legacy = stream + at;
		} else {
			require(flags, "tag %#x", tag);
			skipped += 16 + size;
		}
		at += 16 + size;
	}
	require(parts && reader->has_parts, "no parts");
	require(reader->parts_len == get(parts, 8), "%u bytes",
		reader->parts_len);
	require(!memcmp(reader->parts, parts + 16, reader->parts_len),
		"other parts");
	require(!identity == !reader->has_identity, "an identity");
	require(!legacy == !reader->has_legacy, "legacy state");
	require(skipped <= STREAM_SKIPPED_MAX, "%zu bytes skipped", skipped);
	require(reader->total == len, "%llu bytes",
		(unsigned long long)reader->total);
}

/* Written again, an identity is the same bytes. */
static void check_identity(const struct stream_reader *reader,
			   const uint8_t *stream)
{
	size_t size = vvp_stream_put_identity(NULL, 0, &reader->identity);
	uint8_t *to = malloc(size);

	require(to, "no memory");
	vvp_stream_put_identity(to, size, &reader->identity);
	require(get(stream, 8) == size - 16, "%zu bytes", size);
	require(!memcmp(to + 16, stream + 16, size - 16), "another identity");
	free(to);
}

/* And items that are read are all that is written. */
static void check_legacy(const struct stream_reader *reader)
{
	static struct stream_reader again;
	size_t end = reader->legacy_at.size;
	uint8_t to[STREAM_HEADER_SIZE + STREAM_LEGACY_BYTES];
	size_t size =
		vvp_stream_put_legacy(to, sizeof(to), &reader->legacy, true);

	require(size <= sizeof(to), "%zu bytes", size);
	vvp_stream_read_begin(&again, NULL, 0);
	again.has_identity = true;
	require(!feed_stream(&again, to, size, 11, NULL), "it is not taken");
	for (int i = 0; i < STREAM_ITEMS; i++) {
		const struct stream_bytes *was = &reader->legacy.item[i];
		const struct stream_bytes *is = &again.legacy.item[i];

		require(!was->data == !is->data && was->len == is->len,
			"item %d", i);
		if (!was->data)
			continue;
		require(was->data + was->len <= reader->record + end,
			"item %d is behind the record", i);
		require(!memcmp(was->data, is->data, was->len),
			"item %d is another", i);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[ROOM + LONGEST + 16];
	struct input in = { data, size };
	size_t piece = 1 + take(&in, 2);
	uint32_t parts_max = take(&in, 2);
	struct stream_reader *reader = begin(parts_max);
	struct stream_reader *whole = begin(parts_max);
	uint8_t *stream;
	int ret, events;

	size = make_stream(&in, room);
	stream = malloc(size ? size : 1);
	require(stream, "no memory");
	memcpy(stream, room, size);

	nr_events = 0;
	ret = read_all(reader, stream, size, piece);
	events = nr_events;
	nr_events = 0;
	require(read_all(whole, stream, size, SIZE_MAX) == ret,
		"the size of the pieces matters");
	require(nr_events == events && whole->total == reader->total,
		"%d events, not %d", nr_events, events);
	require(whole->error.why == reader->error.why, "why %d, not %d",
		whole->error.why, reader->error.why);
	require(whole->error.offset == reader->error.offset, "at %llu",
		(unsigned long long)whole->error.offset);
	require(whole->error.kind == reader->error.kind, "item %#x",
		whole->error.kind);
	require(!ret || ret == -EINVAL, "returns %d", ret);
	if (ret) {
		check_error(&reader->error);
	} else {
		check_taken(reader, stream, size);
		if (reader->has_identity)
			check_identity(reader, stream);
		if (reader->has_legacy)
			check_legacy(reader);
	}
	end(reader);
	end(whole);
	free(stream);
	return 0;
}
