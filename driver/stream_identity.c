// SPDX-License-Identifier: GPL-2.0-only
/* The identity of a function: its record, the comparison, and what differs in words. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "legacy_layout.h"
#include "stream_identity.h"

/* The record; the sizes of queues, le16 each, follow it. */
#define IDENTITY_VERSION	1
#define ID_VERSION		0	/* le16 */
#define ID_MODE			2	/* u8 */
#define ID_HEADER		3	/* u8 */
#define ID_TYPE			4	/* le16, and so on */
#define ID_VENDOR		6
#define ID_DEVICE		8
#define ID_SUBSYSTEM_VENDOR	10
#define ID_SUBSYSTEM		12
#define ID_FLAGS		14
#define ID_BAR0			16	/* le32 */
#define ID_QUEUES		20	/* le16 */
#define ID_RESERVED		22	/* le16 */
#define ID_FEATURES		24	/* le64, two of them */

#define ID_FLAG_FEATURES	1

#define QUEUE_SIZE_MAX		32768

/* By enum mode. */
static const char *const modes[] = { "modern", "transitional", "legacy" };

#define MODE_OF_LEGACY_GUESTS	2

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
 * vvp_stream_identity_size - bytes of the record of an identity, without a header
 * @identity: with not more than STREAM_QUEUES queues
 */
size_t vvp_stream_identity_size(const struct stream_identity *identity)
{
	return STREAM_IDENTITY_HEAD + 2 * (size_t)identity->nr_queues;
}

/**
 * vvp_stream_identity_encode - make the record of an identity
 * @identity: with not more than STREAM_QUEUES queues
 * @to: where to, with room for vvp_stream_identity_size()
 */
void vvp_stream_identity_encode(const struct stream_identity *identity, u8 *to)
{
	unsigned int i;

	memset(to, 0, STREAM_IDENTITY_HEAD);
	put_le(to + ID_VERSION, IDENTITY_VERSION, 2);
	to[ID_MODE] = identity->mode;
	to[ID_HEADER] = identity->packet_header;
	put_le(to + ID_TYPE, identity->virtio_id, 2);
	put_le(to + ID_VENDOR, identity->vendor, 2);
	put_le(to + ID_DEVICE, identity->device, 2);
	put_le(to + ID_SUBSYSTEM_VENDOR, identity->subsystem_vendor, 2);
	put_le(to + ID_SUBSYSTEM, identity->subsystem, 2);
	put_le(to + ID_BAR0, identity->bar0_size, 4);
	put_le(to + ID_QUEUES, identity->nr_queues, 2);
	if (identity->has_features) {
		put_le(to + ID_FLAGS, ID_FLAG_FEATURES, 2);
		put_le(to + ID_FEATURES, identity->features[0], 8);
		put_le(to + ID_FEATURES + 8, identity->features[1], 8);
	}
	for (i = 0; i < identity->nr_queues; i++)
		put_le(to + STREAM_IDENTITY_HEAD + 2 * i,
		       identity->queue_size[i], 2);
}

static bool can_be(const struct stream_identity *identity)
{
	u16 i;

	if (identity->mode >= ARRAY_SIZE(modes) ||
	    (identity->packet_header && identity->packet_header != 10 &&
	     identity->packet_header != 12) ||
	    identity->bar0_size > LEGACY_BAR_MAX_SIZE ||
	    identity->bar0_size & (identity->bar0_size - 1) ||
	    (!identity->has_features &&
	     (identity->features[0] | identity->features[1])))
		return false;
	for (i = 0; i < identity->nr_queues; i++)
		if (identity->queue_size[i] > QUEUE_SIZE_MAX)
			return false;
	return true;
}

/**
 * vvp_stream_identity_decode - take an identity from its record
 * @identity: valid on success alone
 * @from: the record, not trusted
 * @len: its bytes
 *
 * Return: 0; -EPROTO: it is of another version; -EINVAL: no function has such a one.
 */
int vvp_stream_identity_decode(struct stream_identity *identity,
			       const u8 *from, size_t len)
{
	unsigned int i;
	u16 flags;

	if (len < STREAM_IDENTITY_HEAD)
		return -EINVAL;
	if (get_le(from + ID_VERSION, 2) != IDENTITY_VERSION)
		return -EPROTO;

	memset(identity, 0, sizeof(*identity));
	flags = get_le(from + ID_FLAGS, 2);
	identity->mode = from[ID_MODE];
	identity->packet_header = from[ID_HEADER];
	identity->virtio_id = get_le(from + ID_TYPE, 2);
	identity->vendor = get_le(from + ID_VENDOR, 2);
	identity->device = get_le(from + ID_DEVICE, 2);
	identity->subsystem_vendor = get_le(from + ID_SUBSYSTEM_VENDOR, 2);
	identity->subsystem = get_le(from + ID_SUBSYSTEM, 2);
	identity->bar0_size = get_le(from + ID_BAR0, 4);
	identity->has_features = flags & ID_FLAG_FEATURES;
	identity->features[0] = get_le(from + ID_FEATURES, 8);
	identity->features[1] = get_le(from + ID_FEATURES + 8, 8);
	identity->nr_queues = get_le(from + ID_QUEUES, 2);
	if (flags & ~ID_FLAG_FEATURES || get_le(from + ID_RESERVED, 2) ||
	    identity->nr_queues > STREAM_QUEUES ||
	    len != vvp_stream_identity_size(identity))
		return -EINVAL;
	for (i = 0; i < identity->nr_queues; i++)
		identity->queue_size[i] =
			get_le(from + STREAM_IDENTITY_HEAD + 2 * i, 2);
	return can_be(identity) ? 0 : -EINVAL;
}

static bool differ(struct stream_difference *difference,
		   enum stream_differs what, u32 source, u32 own)
{
	if (source == own)
		return false;
	difference->what = what;
	difference->source = source;
	difference->own = own;
	return true;
}

/* A device refuses to be set to device features that it does not have. */
static bool features_differ(const struct stream_identity *source,
			    const struct stream_identity *own,
			    struct stream_difference *difference)
{
	int i;

	if (!source->has_features || !own->has_features)
		return false;
	for (i = 0; i < 2; i++) {
		difference->lacks[i] = source->features[i] & ~own->features[i];
		difference->surplus[i] = own->features[i] &
					 ~source->features[i];
		if (difference->lacks[i] | difference->surplus[i])
			difference->what = STREAM_DIFFERS_FEATURES;
	}
	return difference->what;
}

/*
 * A modern driver may have made a queue smaller than the device would have it; a legacy
 * one has it as it is.
 */
static void compare_queues(const struct stream_identity *source,
			   const struct stream_identity *own,
			   struct stream_difference *difference)
{
	bool may_be_larger = own->mode != MODE_OF_LEGACY_GUESTS;
	u16 i;

	for (i = 0; i < source->nr_queues && !difference->what; i++) {
		u16 was = source->queue_size[i], is = own->queue_size[i];

		if (!was || !is || (is > was && may_be_larger))
			continue;
		difference->queue = i;
		differ(difference, STREAM_DIFFERS_QUEUE_SIZE, was, is);
	}
}

/**
 * vvp_stream_compare - can a guest of one function go on with another?
 * @source: the one, from its stream
 * @own: the other
 * @difference: the first thing that they do not have in common
 *
 * What one of them does not know of itself (features, the header of packets, a queue's
 * size) does not count.
 *
 * Return: @what of @difference; STREAM_SAME: it can.
 */
enum stream_differs vvp_stream_compare(const struct stream_identity *source,
				       const struct stream_identity *own,
				       struct stream_difference *difference)
{
	memset(difference, 0, sizeof(*difference));
	if (differ(difference, STREAM_DIFFERS_MODE, source->mode, own->mode) ||
	    differ(difference, STREAM_DIFFERS_TYPE, source->virtio_id,
		   own->virtio_id) ||
	    differ(difference, STREAM_DIFFERS_VENDOR, source->vendor,
		   own->vendor) ||
	    differ(difference, STREAM_DIFFERS_DEVICE, source->device,
		   own->device) ||
	    differ(difference, STREAM_DIFFERS_SUBSYSTEM_VENDOR,
		   source->subsystem_vendor, own->subsystem_vendor) ||
	    differ(difference, STREAM_DIFFERS_SUBSYSTEM, source->subsystem,
		   own->subsystem) ||
	    differ(difference, STREAM_DIFFERS_BAR0, source->bar0_size,
		   own->bar0_size) ||
	    (source->packet_header && own->packet_header &&
	     differ(difference, STREAM_DIFFERS_HEADER, source->packet_header,
		    own->packet_header)) ||
	    features_differ(source, own, difference) ||
	    differ(difference, STREAM_DIFFERS_QUEUES, source->nr_queues,
		   own->nr_queues))
		return difference->what;
	compare_queues(source, own, difference);
	return difference->what;
}

/* Append to a text as if there were room; @at never passes @size. */
static size_t append(char *to, size_t size, size_t at, const char *text)
{
	size_t len = strlen(text);

	if (at + len + 1 > size)
		len = size - at - 1;
	memcpy(to + at, text, len);
	to[at + len] = '\0';
	return at + len;
}

/* Which bits, as far as there is room for them. */
static size_t append_bits(char *to, size_t size, size_t at,
			  const u64 features[2])
{
	const char *separator = " ";
	char number[16];
	int i;

	for (i = 0; i < 128; i++) {
		if (!(features[i / 64] & 1ull << i % 64))
			continue;
		if (size - at < 12)
			return append(to, size, at, " ...");
		snprintf(number, sizeof(number), "%s%d", separator, i);
		at = append(to, size, at, number);
		separator = ", ";
	}
	return at;
}

static int features_text(const struct stream_difference *difference, char *to,
			 size_t size)
{
	bool lacks = difference->lacks[0] | difference->lacks[1];
	size_t at = append(to, size, 0, "device features: ");

	if (lacks) {
		at = append(to, size, at, "this function lacks bits");
		at = append_bits(to, size, at, difference->lacks);
	}
	if (difference->surplus[0] | difference->surplus[1]) {
		at = append(to, size, at, lacks ? "; " : "");
		at = append(to, size, at, "the source lacks bits");
		at = append_bits(to, size, at, difference->surplus);
	}
	return at;
}

static const char *mode_name(u32 mode)
{
	return mode < ARRAY_SIZE(modes) ? modes[mode] : "?";
}

/**
 * vvp_stream_difference_text - say what two functions do not have in common, on one line
 * @difference: of vvp_stream_compare()
 * @to: where to, always ended
 * @size: room there, not 0; STREAM_DIFFERENCE_TEXT is enough for all but very many
 *	feature bits
 *
 * Return: as snprintf(), but for features: those that are there.
 */
int vvp_stream_difference_text(const struct stream_difference *difference,
			       char *to, size_t size)
{
	static const char *const what[STREAM_DIFFERENCES] = {
		[STREAM_DIFFERS_TYPE] = "virtio device id",
		[STREAM_DIFFERS_VENDOR] = "PCI vendor id",
		[STREAM_DIFFERS_DEVICE] = "PCI device id",
		[STREAM_DIFFERS_SUBSYSTEM_VENDOR] = "PCI subsystem vendor id",
		[STREAM_DIFFERS_SUBSYSTEM] = "PCI subsystem id",
	};
	u32 source = difference->source, own = difference->own;

	switch (difference->what) {
	case STREAM_SAME:
		return snprintf(to, size, "no difference");
	case STREAM_DIFFERS_MODE:
		return snprintf(to, size,
				"mode: the source is %s, this function is %s",
				mode_name(source), mode_name(own));
	case STREAM_DIFFERS_FEATURES:
		return features_text(difference, to, size);
	case STREAM_DIFFERS_BAR0:
	case STREAM_DIFFERS_HEADER:
	case STREAM_DIFFERS_QUEUES:
		return snprintf(to, size,
				"%s: the source has %u, this function has %u",
				difference->what == STREAM_DIFFERS_BAR0 ?
					"bytes of BAR0" :
				difference->what == STREAM_DIFFERS_HEADER ?
					"bytes of the packet header" :
					"queues",
				source, own);
	case STREAM_DIFFERS_QUEUE_SIZE:
		return snprintf(to, size,
				"size of queue %u: the source has %u, this function has %u",
				difference->queue, source, own);
	default:
		return snprintf(to, size,
				"%s: the source has %#x, this function has %#x",
				what[difference->what], source, own);
	}
}
