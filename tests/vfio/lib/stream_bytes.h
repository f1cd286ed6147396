/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams of a migration, byte by byte: made, searched and spoilt. Of no file of the
 * driver, so that the tests of the driver's own files can use it.
 */
#ifndef STREAM_BYTES_H
#define STREAM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *data;
	size_t len, room;
};

/* Where nothing is. */
#define NOWHERE ((size_t)-1)

void bytes_put(struct bytes *b, const void *data, size_t len);
void bytes_fill(struct bytes *b, uint8_t value, size_t len);
void bytes_le(struct bytes *b, uint64_t value, size_t size);
void bytes_insert(struct bytes *b, size_t at, const void *data, size_t len);
void bytes_remove(struct bytes *b, size_t at, size_t len);
void bytes_copy(struct bytes *b, const struct bytes *from);
void bytes_free(struct bytes *b);
void bytes_set_le(struct bytes *b, size_t at, uint64_t value, size_t size);
uint64_t bytes_get_le(const struct bytes *b, size_t at, size_t size);

/* Records: le64 size, le32 flags, le32 tag. */
enum {
	RECORD_HEADER = 16,
	RECORD_SIZE = 0,
	RECORD_FLAGS = 8,
	RECORD_TAG = 12,
	RECORD_OPTIONAL = 1,

	TAG_PARTS = 0,
	TAG_IDENTITY = 0x49505656,
	TAG_LEGACY = 0x4c505656,
};

void record_put(struct bytes *s, uint32_t tag, uint32_t flags, const void *data,
		size_t len);
size_t record_begin(struct bytes *s, uint32_t tag, uint32_t flags);
void record_end(struct bytes *s, size_t record);
size_t record_find(const struct bytes *s, uint32_t tag);
size_t record_end_of(const struct bytes *s, size_t record);
void record_remove(struct bytes *s, uint32_t tag);

/* What an identity has where, from the start of its record's header. */
enum {
	ID_VERSION = RECORD_HEADER,
	ID_MODE = RECORD_HEADER + 2,
	ID_PACKET_HEADER = RECORD_HEADER + 3,
	ID_TYPE = RECORD_HEADER + 4,
	ID_DEVICE = RECORD_HEADER + 8,
	ID_FLAGS = RECORD_HEADER + 14,
	ID_BAR0_SIZE = RECORD_HEADER + 16,
	ID_NR_QUEUES = RECORD_HEADER + 20,
	ID_RESERVED = RECORD_HEADER + 22,
	ID_FEATURES = RECORD_HEADER + 24,
	ID_QUEUE_SIZES = RECORD_HEADER + 40,
};

/* Items of the legacy record: le16 kind, le16 length. */
enum {
	ITEM_HEADER = 4,

	ITEM_PCI = 0x8001,
	ITEM_LINE,
	ITEM_INTX,
	ITEM_VECTORS,
	ITEM_COMMAND,
	ITEM_CONFIG,
};

void item_put(struct bytes *s, uint16_t kind, const void *data, size_t len);

/* Device parts: le16 type, flags, reserved, 8 bytes selector, le32 length. */
enum {
	PART_HEADER = 16,
	PART_AT_FLAGS = 2,
	PART_AT_RESERVED = 3,
	PART_AT_SELECTOR = 4,
	PART_AT_LENGTH = 12,
};

void part_put(struct bytes *s, uint16_t type, uint8_t flags, uint64_t selector,
	      const void *value, size_t len);
void part_queue_put(struct bytes *s, uint16_t index, uint16_t size,
		    uint16_t vector, bool enabled, uint64_t address);
void part_notify_put(struct bytes *s, uint16_t index, uint16_t offset);
size_t part_find(const struct bytes *s, uint16_t type);
size_t part_end_of(const struct bytes *s, size_t part);
void part_insert(struct bytes *s, size_t at, uint16_t type, uint8_t flags,
		 uint64_t selector, const void *value, size_t len);
void part_append(struct bytes *s, uint16_t type, uint8_t flags,
		 uint64_t selector, const void *value, size_t len);
void part_remove(struct bytes *s, size_t part);
void part_resize(struct bytes *s, size_t part, size_t len);

/*
 * A stream of a legacy net device with three queues: identity, legacy state, parts of
 * all types; or the parts alone, as the kernel's own driver sends them.
 */
void sample_parts(struct bytes *parts);
void sample_stream(struct bytes *s);
void sample_stream_of_kernel(struct bytes *s);

#endif
