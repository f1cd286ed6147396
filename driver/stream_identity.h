/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What two functions have to have in common for a guest to go on with the other one:
 * as a record of the stream, compared, and in words.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_STREAM_IDENTITY_H
#define VVP_STREAM_IDENTITY_H

#include "parts.h"

#define STREAM_QUEUES		PARTS_MAX_QUEUES

/**
 * struct stream_identity - what both ends have to have in common
 * @mode: enum mode
 * @packet_header: bytes of the header of packets that a legacy driver of a mediated
 *	function uses, 10 or 12; 0: not said
 * @virtio_id: virtio device id
 * @vendor: PCI ids, as the guest sees them
 * @device: likewise
 * @subsystem_vendor: likewise
 * @subsystem: likewise
 * @bar0_size: of the legacy registers, in bytes; 0: there are none
 * @has_features: @features is valid
 * @features: that the device offers, 128 bits
 * @nr_queues: that the device has
 * @queue_size: of each; 0: not said
 *
 * Too large for the stack.
 */
struct stream_identity {
	u8 mode;
	u8 packet_header;
	u16 virtio_id;
	u16 vendor;
	u16 device;
	u16 subsystem_vendor;
	u16 subsystem;
	u32 bar0_size;
	bool has_features;
	u64 features[2];
	u16 nr_queues;
	u16 queue_size[STREAM_QUEUES];
};

/**
 * enum stream_differs - what two identities do not have in common
 * @STREAM_SAME: nothing of what they have to
 * @STREAM_DIFFERS_MODE: the mode
 * @STREAM_DIFFERS_TYPE: the virtio device id
 * @STREAM_DIFFERS_VENDOR: PCI ids
 * @STREAM_DIFFERS_DEVICE: likewise
 * @STREAM_DIFFERS_SUBSYSTEM_VENDOR: likewise
 * @STREAM_DIFFERS_SUBSYSTEM: likewise
 * @STREAM_DIFFERS_BAR0: the size of BAR0
 * @STREAM_DIFFERS_HEADER: the header of packets
 * @STREAM_DIFFERS_FEATURES: the device features
 * @STREAM_DIFFERS_QUEUES: the number of queues
 * @STREAM_DIFFERS_QUEUE_SIZE: a queue is smaller here, or in mode legacy larger
 * @STREAM_DIFFERENCES: their number
 */
enum stream_differs {
	STREAM_SAME,
	STREAM_DIFFERS_MODE,
	STREAM_DIFFERS_TYPE,
	STREAM_DIFFERS_VENDOR,
	STREAM_DIFFERS_DEVICE,
	STREAM_DIFFERS_SUBSYSTEM_VENDOR,
	STREAM_DIFFERS_SUBSYSTEM,
	STREAM_DIFFERS_BAR0,
	STREAM_DIFFERS_HEADER,
	STREAM_DIFFERS_FEATURES,
	STREAM_DIFFERS_QUEUES,
	STREAM_DIFFERS_QUEUE_SIZE,
	STREAM_DIFFERENCES
};

/**
 * struct stream_difference - the first one, in the order of enum stream_differs
 * @what: enum stream_differs
 * @source: what the source has
 * @own: what this function has
 * @lacks: feature bits that the source has and this function has not
 * @surplus: feature bits that this function has and the source has not
 * @queue: index, of STREAM_DIFFERS_QUEUE_SIZE
 */
struct stream_difference {
	enum stream_differs what;
	u32 source;
	u32 own;
	u64 lacks[2];
	u64 surplus[2];
	u16 queue;
};

/* Bytes of the record, without a header: fewest and most. */
#define STREAM_IDENTITY_HEAD	40
#define STREAM_IDENTITY_MAX	(STREAM_IDENTITY_HEAD + 2 * STREAM_QUEUES)

/* Room for any text of vvp_stream_difference_text(), but for very many feature bits. */
#define STREAM_DIFFERENCE_TEXT	256

size_t vvp_stream_identity_size(const struct stream_identity *identity);
void vvp_stream_identity_encode(const struct stream_identity *identity, u8 *to);
int vvp_stream_identity_decode(struct stream_identity *identity,
			       const u8 *from, size_t len);
enum stream_differs vvp_stream_compare(const struct stream_identity *source,
				       const struct stream_identity *own,
				       struct stream_difference *difference);
int vvp_stream_difference_text(const struct stream_difference *difference,
			       char *to, size_t size);

#endif
