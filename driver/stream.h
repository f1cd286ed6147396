/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stream of a migration: records, of which one is the device parts, and ours beside
 * it. Written whole; read as it comes, in pieces of any size and from anybody.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_STREAM_H
#define VVP_STREAM_H

#include "guest_vectors.h"
#include "identity.h"
#include "intx_line.h"
#include "parts.h"
#include "stream_identity.h"
#include "written_config.h"

/* A record: le64 bytes behind the header, le32 flags, le32 tag. */
#define STREAM_HEADER_SIZE	16
#define STREAM_FLAG_OPTIONAL	1	/* who does not know the tag can skip it */

#define STREAM_TAG_PARTS	0		/* the kernel's own driver has it, too */
#define STREAM_TAG_IDENTITY	0x49505656	/* "VVPI" */
#define STREAM_TAG_LEGACY	0x4c505656	/* "VVPL" */

/* Bytes, with their headers, of all records that are not known. */
#define STREAM_SKIPPED_MAX	(1024 * 1024)

/* Items of the legacy record: le16 kind, le16 length, and so many bytes. */
#define STREAM_ITEM_HEADER_SIZE	4
#define STREAM_ITEM_MANDATORY	0x8000	/* of a kind: who does not know it refuses it */

/* The line is made of so many vectors at most. */
#define STREAM_LINE_VECTORS	2

/**
 * enum stream_item - items of the legacy record; any of them may be absent
 * @STREAM_PCI: vvp_identity_save()
 * @STREAM_LINE: vvp_intx_line_save()
 * @STREAM_INTX: a byte: of how many vectors the line is made; 0: it is not in use
 * @STREAM_VECTORS: vvp_guest_vectors_save()
 * @STREAM_COMMAND: a byte: the low one of PCI COMMAND, as the guest wrote it
 * @STREAM_CONFIG: vvp_written_config_save()
 * @STREAM_ITEMS: their number
 *
 * In the stream, the kind is STREAM_ITEM_MANDATORY and one more than these.
 */
enum stream_item {
	STREAM_PCI,
	STREAM_LINE,
	STREAM_INTX,
	STREAM_VECTORS,
	STREAM_COMMAND,
	STREAM_CONFIG,
	STREAM_ITEMS
};

/**
 * struct stream_bytes - the bytes of an item
 * @data: to be written, or in the record that was read; NULL: it is absent
 * @len: their number
 */
struct stream_bytes {
	const u8 *data;
	u16 len;
};

/**
 * struct stream_legacy - the legacy state that no device part has
 * @item: as bytes, which who is concerned has saved, or has to check when it loads them
 */
struct stream_legacy {
	struct stream_bytes item[STREAM_ITEMS];
};

/* Most bytes of the legacy record that are known, without its header */
#define STREAM_LEGACY_BYTES						\
	(STREAM_ITEMS * STREAM_ITEM_HEADER_SIZE + IDENTITY_SAVED +	\
	 INTX_LINE_SAVED + 1 + GUEST_VECTORS_SAVED + 1 + WRITTEN_CONFIG_SAVED)
/* and for items of who is newer */
#define STREAM_LEGACY_MAX	4096

/**
 * enum stream_why - what is wrong with a stream
 * @STREAM_OK: nothing
 * @STREAM_FLAGS: flags of a record that are not known
 * @STREAM_UNKNOWN: a tag that is not known, and the record is not optional
 * @STREAM_TOO_LONG: the record is longer than its kind can be
 * @STREAM_TOO_SHORT: or shorter
 * @STREAM_SKIPPED: more than STREAM_SKIPPED_MAX in records that are not known
 * @STREAM_NOT_FIRST: an identity that something precedes
 * @STREAM_TWICE: a record that was there before
 * @STREAM_NO_IDENTITY: legacy state of nobody knows what
 * @STREAM_BEHIND_PARTS: a record that has to precede the device parts
 * @STREAM_VERSION: the identity is of another version
 * @STREAM_VALUE: the identity says what cannot be
 * @STREAM_ITEM_CUT: the legacy record ends within an item
 * @STREAM_ITEM_UNKNOWN: an item that is not known, and mandatory
 * @STREAM_ITEM_TWICE: an item that was there before
 * @STREAM_ITEM_LENGTH: a length that the item does not have
 * @STREAM_ITEM_VALUE: a value that it cannot have
 * @STREAM_ENDS_IN_RECORD: the stream ends within a record
 * @STREAM_NO_PARTS: or without the device parts
 * @STREAM_WHYS: their number
 */
enum stream_why {
	STREAM_OK,
	STREAM_FLAGS,
	STREAM_UNKNOWN,
	STREAM_TOO_LONG,
	STREAM_TOO_SHORT,
	STREAM_SKIPPED,
	STREAM_NOT_FIRST,
	STREAM_TWICE,
	STREAM_NO_IDENTITY,
	STREAM_BEHIND_PARTS,
	STREAM_VERSION,
	STREAM_VALUE,
	STREAM_ITEM_CUT,
	STREAM_ITEM_UNKNOWN,
	STREAM_ITEM_TWICE,
	STREAM_ITEM_LENGTH,
	STREAM_ITEM_VALUE,
	STREAM_ENDS_IN_RECORD,
	STREAM_NO_PARTS,
	STREAM_WHYS
};

/**
 * struct stream_error - what is wrong, and with which record
 * @why: what
 * @in_record: the record's header has come: what follows is valid
 * @tag: of the record
 * @flags: likewise
 * @size: likewise, as its header says
 * @offset: of its header in the stream
 * @kind: of an item of the legacy record, as the stream has it
 */
struct stream_error {
	enum stream_why why;
	bool in_record;
	u32 tag;
	u32 flags;
	u64 size;
	u64 offset;
	u16 kind;
};

/**
 * enum stream_event - what a reader has come to
 * @STREAM_MORE: there is nothing to do but to go on
 * @STREAM_GOT_IDENTITY: a record is complete and checked: see @identity of the reader
 * @STREAM_GOT_LEGACY: likewise: see @legacy
 * @STREAM_GOT_PARTS: a record is complete; vvp_parts_check() is still to be called for
 *	it: see @parts and @parts_len. Another one may replace it in a stream without an
 *	identity: then the last one counts
 */
enum stream_event {
	STREAM_MORE,
	STREAM_GOT_IDENTITY,
	STREAM_GOT_LEGACY,
	STREAM_GOT_PARTS,
};

/**
 * struct stream_reader - a stream on its way in
 * @parts: room for the device parts, and these
 * @parts_max: most bytes of them
 * @parts_len: bytes of them, if @has_parts
 * @has_parts: the device parts have come
 * @has_identity: likewise the identity
 * @has_legacy: likewise the legacy state
 * @identity: if @has_identity
 * @legacy: if @has_legacy; points into the reader
 * @legacy_at: where the legacy state was
 * @error: what was wrong; nothing is taken any more then
 * @total: bytes taken
 * @begun: a record has
 * @skipped: bytes of records that are not known
 * @header: of the record on its way
 * @in_header: bytes of @header that have come
 * @in_body: a header is complete, and its record is not
 * @size: of the record, from its header
 * @got: bytes of it that have come
 * @tag: likewise from its header
 * @flags: likewise
 * @record: of the identity and the legacy state, in turn
 * @passed_over: room for bytes that are not known
 *
 * Too large for the stack. To be copied by nobody.
 */
struct stream_reader {
	u8 *parts;
	u32 parts_max;
	u32 parts_len;
	bool has_parts;
	bool has_identity;
	bool has_legacy;
	struct stream_identity identity;
	struct stream_legacy legacy;
	struct stream_error legacy_at;
	struct stream_error error;
	u64 total;
	bool begun;
	u32 skipped;
	u8 header[STREAM_HEADER_SIZE];
	u8 in_header;
	bool in_body;
	u64 size;
	u64 got;
	u32 tag;
	u32 flags;
	u8 record[STREAM_LEGACY_MAX];
	u8 passed_over[64];
};

/* Room for any text of vvp_stream_error_text(). */
#define STREAM_ERROR_TEXT	160

void vvp_stream_put_header(u8 to[STREAM_HEADER_SIZE], u64 size, u32 flags,
			   u32 tag);
size_t vvp_stream_put_identity(u8 *to, size_t room,
			       const struct stream_identity *identity);
size_t vvp_stream_put_legacy(u8 *to, size_t room,
			     const struct stream_legacy *legacy, bool optional);

void vvp_stream_read_begin(struct stream_reader *reader, void *parts,
			   u32 parts_max);
size_t vvp_stream_read_room(struct stream_reader *reader, u8 **to);
int vvp_stream_read_got(struct stream_reader *reader, size_t len);
int vvp_stream_read_end(struct stream_reader *reader);
int vvp_stream_bad_item(struct stream_reader *reader, enum stream_item item);

int vvp_stream_error_text(const struct stream_error *error, char *to,
			  size_t size);

#endif
