/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device parts (virtio 1.4, "Device parts") as bytes: what a device answers, and what
 * somebody wants it to be set to, checked before either is believed.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_PARTS_H
#define VVP_PARTS_H

#include <linux/types.h>

/* Types of parts, as far as they are known. */
#define PART_DEVICE_FEATURES	0x100
#define PART_DRIVER_FEATURES	0x101
#define PART_COMMON_CONFIG	0x102	/* selector: offset of the field */
#define PART_STATUS		0x103
#define PART_QUEUE		0x104	/* selector: index */
#define PART_QUEUE_NOTIFY	0x105	/* likewise */
#define PART_NET_CONTROL	0x200	/* selector: class and command; net alone */

#define PART_HEADER_SIZE	16
#define PART_FLAG_OPTIONAL	1

/* Limits: bytes, parts of a list, queues, and what control commands of net set. */
#define PARTS_MAX		(1024 * 1024)
#define PARTS_MAX_NUMBER	4096
#define PARTS_MAX_QUEUES	1024
#define PARTS_MAX_CONTROL	64

/* What a list may have behind its last part: see vvp_parts_check(). */
#define PARTS_SURPLUS		8

/**
 * struct part - one part of a list
 * @type: PART_DEVICE_FEATURES ...
 * @optional: a device that does not know it can do without
 * @selector: little-endian
 * @offset: of its header, from the start of the list
 * @len: bytes of @value
 * @value: in the list
 */
struct part {
	u16 type;
	bool optional;
	u64 selector;
	u32 offset;
	u32 len;
	const u8 *value;
};

/**
 * struct part_queue - what a part says of a queue
 * @size: in elements
 * @vector: MSI-X vector
 * @enabled: the device uses it
 * @desc: addresses of the three areas
 * @driver: likewise
 * @device: likewise
 */
struct part_queue {
	u16 size;
	u16 vector;
	bool enabled;
	u64 desc;
	u64 driver;
	u64 device;
};

/**
 * struct parts_summary - what a list says, once it is checked
 * @len: its bytes without a surplus
 * @surplus: bytes behind its last part that are not to be used
 * @nr_parts: that are known
 * @nr_unknown: optional ones that are not, for vvp_parts_for_set() to drop
 * @device_features: 128 bits, if @has_device_features
 * @driver_features: likewise, always there
 * @status: device status, always there
 * @has_device_features: the part is optional
 * @nr_queues: queues that are listed
 * @nr_enabled: of these
 * @max_queue: the highest index of those listed; -1: none
 * @listed: a bit for each queue
 * @enabled: likewise
 * @notify: a bit for each queue with a part PART_QUEUE_NOTIFY
 * @fields: a bit for each offset in the common configuration that has a part
 * @nr_control: number of @control
 * @control: selectors of PART_NET_CONTROL: class | command << 8
 *
 * Too large for the stack.
 */
struct parts_summary {
	u32 len;
	u32 surplus;
	u32 nr_parts;
	u32 nr_unknown;
	u64 device_features[2];
	u64 driver_features[2];
	u8 status;
	bool has_device_features;
	u16 nr_queues;
	u16 nr_enabled;
	int max_queue;
	u8 listed[PARTS_MAX_QUEUES / 8];
	u8 enabled[PARTS_MAX_QUEUES / 8];
	u8 notify[PARTS_MAX_QUEUES / 8];
	u64 fields;
	u16 nr_control;
	u16 control[PARTS_MAX_CONTROL];
};

/**
 * enum parts_why - what is wrong with a list
 * @PARTS_OK: nothing
 * @PARTS_TOO_LONG: more than PARTS_MAX bytes
 * @PARTS_TOO_MANY: more than PARTS_MAX_NUMBER parts, or PARTS_MAX_CONTROL
 * @PARTS_HEADER_CUT: it ends within the header of a part
 * @PARTS_VALUE_CUT: within the value
 * @PARTS_FLAGS: flags that are not known
 * @PARTS_RESERVED: what is reserved is not 0
 * @PARTS_UNKNOWN: a type that is not known, and not optional
 * @PARTS_ORDER: behind a part that it must precede
 * @PARTS_TWICE: it was there before
 * @PARTS_SELECTOR: there is no such field
 * @PARTS_QUEUE_INDEX: an index of PARTS_MAX_QUEUES or more
 * @PARTS_LENGTH: a length that the type does not have
 * @PARTS_VALUE: a value that cannot be
 * @PARTS_MISSING: a part that has to be there is not
 * @PARTS_WHYS: their number
 */
enum parts_why {
	PARTS_OK,
	PARTS_TOO_LONG,
	PARTS_TOO_MANY,
	PARTS_HEADER_CUT,
	PARTS_VALUE_CUT,
	PARTS_FLAGS,
	PARTS_RESERVED,
	PARTS_UNKNOWN,
	PARTS_ORDER,
	PARTS_TWICE,
	PARTS_SELECTOR,
	PARTS_QUEUE_INDEX,
	PARTS_LENGTH,
	PARTS_VALUE,
	PARTS_MISSING,
	PARTS_WHYS
};

/**
 * struct parts_error - what is wrong, and with which part
 * @why: what
 * @type: of the part, or 0 if none can be named
 * @selector: of the part, little-endian
 * @offset: of the part's header in the list
 * @len: the length that the part says it has
 */
struct parts_error {
	enum parts_why why;
	u16 type;
	u64 selector;
	u32 offset;
	u32 len;
};

/* Room for any text of vvp_parts_error_text(). */
#define PARTS_ERROR_TEXT	128

bool vvp_parts_next(const void *parts, u32 len, u32 *offset,
		    struct part *part);
int vvp_parts_check(const void *parts, u32 len, u16 virtio_id,
		    struct parts_summary *summary, struct parts_error *error);
bool vvp_parts_is_legacy(const struct parts_summary *summary);
bool vvp_parts_queue_listed(const struct parts_summary *summary, u16 queue);
bool vvp_parts_queue_enabled(const struct parts_summary *summary, u16 queue);
void vvp_parts_queue(const struct part *part, struct part_queue *queue);
bool vvp_parts_find(const void *parts, u32 len, u16 type, u64 selector,
		    struct part *part);
u32 vvp_parts_for_set(const void *parts, u32 len, u16 virtio_id,
		      const void *own, u32 own_len, void *to);
int vvp_parts_error_text(const struct parts_error *error, char *to,
			 size_t size);

#endif
