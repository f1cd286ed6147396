// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of a migration's stream. A reader says where the next bytes go, so that they
 * need no second copy, and believes a record when all of it has come.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "stream.h"

#define KIND_OF(item)		(STREAM_ITEM_MANDATORY | ((item) + 1))

/* Fewest and most bytes of an item, and its name. */
static const struct {
	u16 min;
	u16 max;
	const char *name;
} items[STREAM_ITEMS] = {
	[STREAM_PCI] = { IDENTITY_SAVED, IDENTITY_SAVED, "PCI header" },
	[STREAM_LINE] = { INTX_LINE_SAVED, INTX_LINE_SAVED, "line" },
	[STREAM_INTX] = { 1, 1, "vectors of the line" },
	[STREAM_VECTORS] = { 7, GUEST_VECTORS_SAVED, "vectors" },
	[STREAM_COMMAND] = { 1, 1, "command" },
	[STREAM_CONFIG] = { WRITTEN_CONFIG_SIZE / 8, WRITTEN_CONFIG_SAVED,
			    "configuration" },
};

static void put_le(u8 *to, u64 value, size_t len)
{
	for (; len; len--, value >>= 8)
		*to++ = value;
}

static u64 get_le(const u8 *from, size_t len)
{
	return vvp_legacy_value(from, len);
}

/**
 * vvp_stream_put_header - make the header of a record
 * @to: where to
 * @size: bytes that will follow it
 * @flags: STREAM_FLAG_OPTIONAL or 0
 * @tag: STREAM_TAG_PARTS ...
 */
void vvp_stream_put_header(u8 to[STREAM_HEADER_SIZE], u64 size, u32 flags,
			   u32 tag)
{
	put_le(to, size, 8);
	put_le(to + 8, flags, 4);
	put_le(to + 12, tag, 4);
}

/**
 * vvp_stream_put_identity - make the record of an identity, with its header
 * @to: where to
 * @room: bytes there; if they are too few, nothing is made
 * @identity: of this function, with not more than STREAM_QUEUES queues
 *
 * The record is optional: the kernel's own driver skips it.
 *
 * Return: bytes that it has, whether there was room for them or not.
 */
size_t vvp_stream_put_identity(u8 *to, size_t room,
			       const struct stream_identity *identity)
{
	size_t size = vvp_stream_identity_size(identity);

	if (room < STREAM_HEADER_SIZE + size)
		return STREAM_HEADER_SIZE + size;

	vvp_stream_put_header(to, size, STREAM_FLAG_OPTIONAL,
			      STREAM_TAG_IDENTITY);
	vvp_stream_identity_encode(identity, to + STREAM_HEADER_SIZE);
	return STREAM_HEADER_SIZE + size;
}

/**
 * vvp_stream_put_legacy - make the record of the legacy state, with its header
 * @to: where to
 * @room: bytes there; if they are too few, nothing is made
 * @legacy: items that are not absent, each with a length that its kind can have
 * @optional: whoever does not know the record can do without
 *
 * Return: bytes that it has, whether there was room for them or not.
 */
size_t vvp_stream_put_legacy(u8 *to, size_t room,
			     const struct stream_legacy *legacy, bool optional)
{
	size_t size = 0;
	int i;

	for (i = 0; i < STREAM_ITEMS; i++)
		if (legacy->item[i].data)
			size += STREAM_ITEM_HEADER_SIZE + legacy->item[i].len;
	if (room < STREAM_HEADER_SIZE + size)
		return STREAM_HEADER_SIZE + size;

	vvp_stream_put_header(to, size, optional ? STREAM_FLAG_OPTIONAL : 0,
			      STREAM_TAG_LEGACY);
	to += STREAM_HEADER_SIZE;
	for (i = 0; i < STREAM_ITEMS; i++) {
		const struct stream_bytes *item = &legacy->item[i];

		if (!item->data)
			continue;
		put_le(to, KIND_OF(i), 2);
		put_le(to + 2, item->len, 2);
		memcpy(to + STREAM_ITEM_HEADER_SIZE, item->data, item->len);
		to += STREAM_ITEM_HEADER_SIZE + item->len;
	}
	return STREAM_HEADER_SIZE + size;
}

/**
 * vvp_stream_read_begin - begin to read a stream
 * @reader: made anew
 * @parts: room for the device parts
 * @parts_max: bytes there: as many as the device can have, with their surplus
 */
void vvp_stream_read_begin(struct stream_reader *reader, void *parts,
			   u32 parts_max)
{
	memset(reader, 0, sizeof(*reader));
	reader->parts = parts;
	reader->parts_max = parts_max;
}

/**
 * vvp_stream_read_room - where do the next bytes go?
 * @reader: the reader
 * @to: there; NULL once anything was wrong
 *
 * Return: how many, at most; 0 once anything was wrong.
 */
size_t vvp_stream_read_room(struct stream_reader *reader, u8 **to)
{
	/* no more than 1 MiB: check_record() has seen to it */
	size_t left = reader->size - reader->got;

	*to = NULL;
	if (reader->error.why)
		return 0;
	if (!reader->in_body) {
		*to = reader->header + reader->in_header;
		return STREAM_HEADER_SIZE - reader->in_header;
	}

	switch (reader->tag) {
	case STREAM_TAG_PARTS:
		*to = reader->parts + reader->got;
		return left;
	case STREAM_TAG_IDENTITY:
	case STREAM_TAG_LEGACY:
		*to = reader->record + reader->got;
		return left;
	default:
		*to = reader->passed_over;
		return left < sizeof(reader->passed_over) ?
			       left :
			       sizeof(reader->passed_over);
	}
}

static int refuse(struct stream_reader *reader, enum stream_why why)
{
	reader->error.why = why;
	return -EINVAL;
}

/* Return: what is wrong with a record of so many bytes. */
static enum stream_why check_size(u64 size, u64 min, u64 max)
{
	if (size > max)
		return STREAM_TOO_LONG;
	return size < min ? STREAM_TOO_SHORT : STREAM_OK;
}

static enum stream_why skip_record(struct stream_reader *reader)
{
	if (!(reader->flags & STREAM_FLAG_OPTIONAL))
		return STREAM_UNKNOWN;
	if (reader->size > STREAM_SKIPPED_MAX - STREAM_HEADER_SIZE ||
	    reader->skipped >
		    STREAM_SKIPPED_MAX - STREAM_HEADER_SIZE - reader->size)
		return STREAM_SKIPPED;
	reader->skipped += STREAM_HEADER_SIZE + reader->size;
	return STREAM_OK;
}

/* May this record stand where it stands, and be as long as it is? */
static enum stream_why check_record(struct stream_reader *reader, bool first)
{
	if (reader->flags & ~STREAM_FLAG_OPTIONAL)
		return STREAM_FLAGS;

	switch (reader->tag) {
	case STREAM_TAG_PARTS:
		/* who has no identity sends them while the device runs, too */
		if (reader->has_parts && reader->has_identity)
			return STREAM_TWICE;
		return check_size(reader->size, PART_HEADER_SIZE,
				  reader->parts_max);
	case STREAM_TAG_IDENTITY:
		if (reader->has_identity)
			return STREAM_TWICE;
		if (!first)
			return STREAM_NOT_FIRST;
		return check_size(reader->size, STREAM_IDENTITY_HEAD,
				  STREAM_IDENTITY_MAX);
	case STREAM_TAG_LEGACY:
		if (reader->has_legacy)
			return STREAM_TWICE;
		if (!reader->has_identity)
			return STREAM_NO_IDENTITY;
		if (reader->has_parts)
			return STREAM_BEHIND_PARTS;
		return check_size(reader->size, 0, STREAM_LEGACY_MAX);
	default:
		return skip_record(reader);
	}
}

/* An item of this kind is one that is known, or none of enum stream_item. */
static unsigned int item_of(u16 kind)
{
	unsigned int number = kind & ~STREAM_ITEM_MANDATORY;

	if (kind & STREAM_ITEM_MANDATORY && number && number <= STREAM_ITEMS)
		return number - 1;
	return STREAM_ITEMS;
}

static enum stream_why take_legacy(struct stream_reader *reader)
{
	struct stream_bytes *item = reader->legacy.item;
	size_t at = 0, size = reader->size;
	const u8 *from = reader->record;
	unsigned int i;
	u16 kind, len;

	memset(&reader->legacy, 0, sizeof(reader->legacy));
	while (at < size) {
		if (size - at < STREAM_ITEM_HEADER_SIZE)
			return STREAM_ITEM_CUT;
		kind = get_le(from + at, 2);
		len = get_le(from + at + 2, 2);
		at += STREAM_ITEM_HEADER_SIZE;
		reader->error.kind = kind;
		if (len > size - at)
			return STREAM_ITEM_CUT;
		i = item_of(kind);
		if (i == STREAM_ITEMS) {
			if (kind & STREAM_ITEM_MANDATORY)
				return STREAM_ITEM_UNKNOWN;
		} else {
			if (item[i].data)
				return STREAM_ITEM_TWICE;
			if (len < items[i].min || len > items[i].max)
				return STREAM_ITEM_LENGTH;
			if (i == STREAM_INTX && from[at] > STREAM_LINE_VECTORS)
				return STREAM_ITEM_VALUE;
			item[i].data = from + at;
			item[i].len = len;
		}
		at += len;
		reader->error.kind = 0;
	}
	return STREAM_OK;
}

/* All of a record has come. */
static int record_came(struct stream_reader *reader)
{
	enum stream_why why;
	int ret;

	reader->in_body = false;
	reader->in_header = 0;
	switch (reader->tag) {
	case STREAM_TAG_PARTS:
		reader->has_parts = true;
		reader->parts_len = reader->size;
		return STREAM_GOT_PARTS;
	case STREAM_TAG_IDENTITY:
		ret = vvp_stream_identity_decode(&reader->identity,
						 reader->record, reader->size);
		if (ret)
			return refuse(reader, ret == -EPROTO ? STREAM_VERSION :
							       STREAM_VALUE);
		reader->has_identity = true;
		return STREAM_GOT_IDENTITY;
	case STREAM_TAG_LEGACY:
		why = take_legacy(reader);
		if (why)
			return refuse(reader, why);
		reader->has_legacy = true;
		reader->legacy_at = reader->error;
		return STREAM_GOT_LEGACY;
	default:
		return STREAM_MORE;
	}
}

/* All of a header has come. */
static int header_came(struct stream_reader *reader)
{
	bool first = !reader->begun;
	enum stream_why why;

	reader->size = get_le(reader->header, 8);
	reader->flags = get_le(reader->header + 8, 4);
	reader->tag = get_le(reader->header + 12, 4);
	reader->got = 0;
	reader->begun = true;
	reader->error = (struct stream_error){
		.in_record = true,
		.tag = reader->tag,
		.flags = reader->flags,
		.size = reader->size,
		.offset = reader->total - STREAM_HEADER_SIZE,
	};
	why = check_record(reader, first);
	if (why)
		return refuse(reader, why);
	reader->in_body = true;
	return reader->size ? STREAM_MORE : record_came(reader);
}

/**
 * vvp_stream_read_got - bytes have come
 * @reader: the reader
 * @len: how many there are now where vvp_stream_read_room() said, and no more than that
 *
 * Return: enum stream_event, or -EINVAL: @error of the reader says what is wrong, and
 * that does not change any more.
 */
int vvp_stream_read_got(struct stream_reader *reader, size_t len)
{
	u8 *to;

	if (len > vvp_stream_read_room(reader, &to) || reader->error.why)
		return -EINVAL;
	reader->total += len;
	if (reader->in_body) {
		reader->got += len;
		return reader->got < reader->size ? STREAM_MORE :
						    record_came(reader);
	}
	reader->in_header += len;
	return reader->in_header < STREAM_HEADER_SIZE ? STREAM_MORE :
							header_came(reader);
}

/**
 * vvp_stream_read_end - no more bytes will come
 * @reader: the reader
 *
 * Return: 0, if what has come is a whole stream; -EINVAL, as vvp_stream_read_got().
 */
int vvp_stream_read_end(struct stream_reader *reader)
{
	if (reader->error.why)
		return -EINVAL;
	if (reader->in_body)
		return refuse(reader, STREAM_ENDS_IN_RECORD);
	if (reader->in_header || !reader->has_parts) {
		reader->error = (struct stream_error){
			.offset = reader->total - reader->in_header,
		};
		return refuse(reader, reader->in_header ?
					      STREAM_ENDS_IN_RECORD :
					      STREAM_NO_PARTS);
	}
	return 0;
}

/**
 * vvp_stream_bad_item - who is to load an item finds that it cannot be
 * @reader: the reader, with @has_legacy
 * @item: which item
 *
 * Return: -EINVAL; @error of the reader says so.
 */
int vvp_stream_bad_item(struct stream_reader *reader, enum stream_item item)
{
	reader->error = reader->legacy_at;
	reader->error.kind = KIND_OF(item);
	return refuse(reader, STREAM_ITEM_VALUE);
}

static const char *const texts[STREAM_WHYS] = {
	[STREAM_OK] = "nothing is wrong",
	[STREAM_FLAGS] = "it has flags that are not known",
	[STREAM_UNKNOWN] = "it is not known, and not optional",
	[STREAM_TOO_LONG] = "longer than it can be",
	[STREAM_TOO_SHORT] = "shorter than it can be",
	[STREAM_SKIPPED] = "too many bytes are in records that are not known",
	[STREAM_NOT_FIRST] = "it has to be the first record",
	[STREAM_TWICE] = "it is there twice",
	[STREAM_NO_IDENTITY] = "there is no identity before it",
	[STREAM_BEHIND_PARTS] = "it stands behind the device parts",
	[STREAM_VERSION] = "it is of a version that is not known",
	[STREAM_VALUE] = "it has a value that cannot be",
	[STREAM_ITEM_CUT] = "the record ends within it",
	[STREAM_ITEM_UNKNOWN] = "it is not known, and not optional",
	[STREAM_ITEM_TWICE] = "it is there twice",
	[STREAM_ITEM_LENGTH] = "that is not its length",
	[STREAM_ITEM_VALUE] = "it cannot have that value",
	[STREAM_ENDS_IN_RECORD] = "the stream ends within it",
	[STREAM_NO_PARTS] = "the stream ends without device parts",
};

static void name_record(const struct stream_error *error, char *to, size_t size)
{
	if (error->tag == STREAM_TAG_PARTS)
		snprintf(to, size, "device parts");
	else if (error->tag == STREAM_TAG_IDENTITY)
		snprintf(to, size, "identity");
	else if (error->tag == STREAM_TAG_LEGACY)
		snprintf(to, size, "legacy state");
	else
		snprintf(to, size, "tag %#x", error->tag);
}

/**
 * vvp_stream_error_text - say what is wrong, on one line
 * @error: of the reader
 * @to: where to, always ended
 * @size: room there; STREAM_ERROR_TEXT is enough
 *
 * Return: as snprintf().
 */
int vvp_stream_error_text(const struct stream_error *error, char *to,
			  size_t size)
{
	unsigned long long offset = error->offset;
	unsigned int item = item_of(error->kind);
	const char *text = "?";
	char name[24];
	char of[48] = "";

	if ((unsigned int)error->why < STREAM_WHYS)
		text = texts[error->why];
	if (error->why == STREAM_NO_PARTS)
		return snprintf(to, size, "%s, at byte %llu", text, offset);
	if (!error->in_record)
		return snprintf(to, size, "record at byte %llu: %s", offset,
				text);
	name_record(error, name, sizeof(name));
	if (error->why == STREAM_ITEM_CUT && !error->kind)
		snprintf(of, sizeof(of), ", last item");
	else if (error->why >= STREAM_ITEM_CUT &&
		 error->why <= STREAM_ITEM_VALUE)
		snprintf(of, sizeof(of), ", item %#x (%s)", error->kind,
			 item < STREAM_ITEMS ? items[item].name : "not known");
	return snprintf(to, size,
			"record of %llu bytes at byte %llu (%s)%s: %s",
			(unsigned long long)error->size, offset, name, of,
			text);
}
