// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check of a list of device parts, and what can be told of one that has passed.
 * A length is believed once it is known to lie within the list.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>
#include <linux/virtio_pci.h>

#include "legacy_layout.h"
#include "parts.h"

#define FEATURE_WORD	8
#define FEATURES_MAX	64	/* bytes; those of the later words have to be 0 */
#define QUEUE_LEN	32
#define NOTIFY_LEN	8
#define QUEUE_SIZE_MAX	32768

#define ETHER_ADDRESS	6
#define VLANS_MAX	(2 * 4096)	/* all of them, by number */

/* struct virtio_pci_common_cfg has these fields, and queues' addresses are one each. */
static const struct legacy_field common_fields[] = {
	{ VIRTIO_PCI_COMMON_DFSELECT, 4 },
	{ VIRTIO_PCI_COMMON_DF, 4 },
	{ VIRTIO_PCI_COMMON_GFSELECT, 4 },
	{ VIRTIO_PCI_COMMON_GF, 4 },
	{ VIRTIO_PCI_COMMON_MSIX, 2 },
	{ VIRTIO_PCI_COMMON_NUMQ, 2 },
	{ VIRTIO_PCI_COMMON_STATUS, 1 },
	{ VIRTIO_PCI_COMMON_CFGGENERATION, 1 },
	{ VIRTIO_PCI_COMMON_Q_SELECT, 2 },
	{ VIRTIO_PCI_COMMON_Q_SIZE, 2 },
	{ VIRTIO_PCI_COMMON_Q_MSIX, 2 },
	{ VIRTIO_PCI_COMMON_Q_ENABLE, 2 },
	{ VIRTIO_PCI_COMMON_Q_NOFF, 2 },
	{ VIRTIO_PCI_COMMON_Q_DESCLO, 8 },
	{ VIRTIO_PCI_COMMON_Q_AVAILLO, 8 },
	{ VIRTIO_PCI_COMMON_Q_USEDLO, 8 },
	{ VIRTIO_PCI_COMMON_Q_NDATA, 2 },
	{ VIRTIO_PCI_COMMON_Q_RESET, 2 },
	{ VIRTIO_PCI_COMMON_ADM_Q_IDX, 2 },
	{ VIRTIO_PCI_COMMON_ADM_Q_NUM, 2 },
};

static bool get_bit(const u8 *bits, u16 bit)
{
	return bits[bit / 8] & 1 << bit % 8;
}

/* Return: was it set before? */
static bool set_bit_in(u8 *bits, u16 bit)
{
	bool was = get_bit(bits, bit);

	bits[bit / 8] |= 1 << bit % 8;
	return was;
}

static bool all_zeros(const u8 *data, u32 len)
{
	while (len--)
		if (*data++)
			return false;
	return true;
}

static void get_header(const u8 *at, u32 offset, struct part *part)
{
	part->type = vvp_legacy_value(at, 2);
	part->optional = at[2] & PART_FLAG_OPTIONAL;
	part->selector = vvp_legacy_value(at + 4, 8);
	part->offset = offset;
	part->len = vvp_legacy_value(at + 12, 4);
	part->value = at + PART_HEADER_SIZE;
}

/**
 * vvp_parts_next - walk a list
 * @parts: the list
 * @len: its bytes
 * @offset: where to begin, 0 at first; set to behind the part
 * @part: the part there
 *
 * Return: false, if no whole part is left.
 */
bool vvp_parts_next(const void *parts, u32 len, u32 *offset, struct part *part)
{
	u32 left = *offset < len ? len - *offset : 0;

	if (left < PART_HEADER_SIZE)
		return false;
	get_header((const u8 *)parts + *offset, *offset, part);
	if (part->len > left - PART_HEADER_SIZE)
		return false;
	*offset += PART_HEADER_SIZE + part->len;
	return true;
}

/**
 * vvp_parts_find - look for a part
 * @parts: the list
 * @len: its bytes
 * @type: of the part
 * @selector: likewise, little-endian
 * @part: the first such part
 *
 * Return: false, if there is none.
 */
bool vvp_parts_find(const void *parts, u32 len, u16 type, u64 selector,
		    struct part *part)
{
	u32 offset = 0;

	while (vvp_parts_next(parts, len, &offset, part))
		if (part->type == type && part->selector == selector)
			return true;
	return false;
}

/**
 * vvp_parts_queue - what a part says of its queue
 * @part: of type PART_QUEUE, from a checked list
 * @queue: the queue
 */
void vvp_parts_queue(const struct part *part, struct part_queue *queue)
{
	queue->size = vvp_legacy_value(part->value, 2);
	queue->vector = vvp_legacy_value(part->value + 2, 2);
	queue->enabled = vvp_legacy_value(part->value + 4, 2);
	queue->desc = vvp_legacy_value(part->value + 8, 8);
	queue->driver = vvp_legacy_value(part->value + 16, 8);
	queue->device = vvp_legacy_value(part->value + 24, 8);
}

static bool is_known(u16 type, u16 virtio_id)
{
	if (type == PART_NET_CONTROL)
		return virtio_id == VIRTIO_ID_NET;
	return type >= PART_DEVICE_FEATURES && type <= PART_QUEUE_NOTIFY;
}

/* Of any number of words; more than two need to be 0, as nobody could compare them. */
static enum parts_why take_features(const struct part *part, u64 features[2])
{
	const u32 ours = 2 * FEATURE_WORD;

	if (!part->len || part->len % FEATURE_WORD || part->len > FEATURES_MAX)
		return PARTS_LENGTH;
	if (part->len > ours && !all_zeros(part->value + ours, part->len - ours))
		return PARTS_VALUE;
	features[0] = vvp_legacy_value(part->value, FEATURE_WORD);
	features[1] = 0;
	if (part->len > FEATURE_WORD)
		features[1] = vvp_legacy_value(part->value + FEATURE_WORD,
					       FEATURE_WORD);
	return PARTS_OK;
}

static enum parts_why take_field(const struct part *part,
				 struct parts_summary *summary)
{
	u32 offset = part->selector;
	size_t i;

	if (part->selector >> 32)
		return PARTS_RESERVED;
	for (i = 0; i < ARRAY_SIZE(common_fields); i++) {
		if (common_fields[i].offset != offset)
			continue;
		if (part->len != common_fields[i].size)
			return PARTS_LENGTH;
		if (summary->fields & 1ull << offset)
			return PARTS_TWICE;
		summary->fields |= 1ull << offset;
		return PARTS_OK;
	}
	return PARTS_SELECTOR;
}

/* The index of a part that a queue has one of. */
static enum parts_why take_index(const struct part *part, u8 *seen, u32 len)
{
	if (part->selector >> 16)
		return PARTS_RESERVED;
	if (part->selector >= PARTS_MAX_QUEUES)
		return PARTS_QUEUE_INDEX;
	if (part->len != len)
		return PARTS_LENGTH;
	return set_bit_in(seen, part->selector) ? PARTS_TWICE : PARTS_OK;
}

static enum parts_why take_queue(const struct part *part,
				 struct parts_summary *summary)
{
	enum parts_why why = take_index(part, summary->listed, QUEUE_LEN);
	int index = part->selector;
	struct part_queue queue;

	if (why)
		return why;
	if (!all_zeros(part->value + 6, 2))
		return PARTS_RESERVED;
	vvp_parts_queue(part, &queue);
	if (queue.size > QUEUE_SIZE_MAX || (queue.enabled && !queue.size) ||
	    vvp_legacy_value(part->value + 4, 2) > 1)
		return PARTS_VALUE;
	summary->nr_queues++;
	if (queue.enabled) {
		set_bit_in(summary->enabled, index);
		summary->nr_enabled++;
	}
	if (index > summary->max_queue)
		summary->max_queue = index;
	return PARTS_OK;
}

static enum parts_why take_notify(const struct part *part,
				  struct parts_summary *summary)
{
	enum parts_why why = take_index(part, summary->notify, NOTIFY_LEN);

	if (!why && !all_zeros(part->value + 4, 4))
		why = PARTS_RESERVED;
	return why;
}

/* Two tables, each le32 entries and so many addresses. */
static bool is_mac_table(const struct part *part)
{
	u32 at = 0, entries;
	int i;

	for (i = 0; i < 2; i++) {
		if (part->len - at < 4)
			return false;
		entries = vvp_legacy_value(part->value + at, 4);
		at += 4;
		if (entries > (part->len - at) / ETHER_ADDRESS)
			return false;
		at += entries * ETHER_ADDRESS;
	}
	return at == part->len;
}

/*
 * As long as the command's own data (virtio 1.4, "VIRTIO_NET_DEV_PART_CVQ_CFG_PART").
 * What is not known here is between the two devices.
 */
static bool has_control_length(const struct part *part)
{
	u8 class = part->selector, command = part->selector >> 8;

	switch (class) {
	case VIRTIO_NET_CTRL_RX:
		return part->len == 1;
	case VIRTIO_NET_CTRL_MAC:
		if (command == VIRTIO_NET_CTRL_MAC_TABLE_SET)
			return is_mac_table(part);
		if (command == VIRTIO_NET_CTRL_MAC_ADDR_SET)
			return part->len == ETHER_ADDRESS;
		return true;
	case VIRTIO_NET_CTRL_VLAN:
		return !(part->len % 2) && part->len <= VLANS_MAX;
	case VIRTIO_NET_CTRL_ANNOUNCE:
		return !part->len;
	case VIRTIO_NET_CTRL_MQ:
		return command != VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET ||
		       part->len == 2;
	default:
		return true;
	}
}

static enum parts_why take_control(const struct part *part,
				   struct parts_summary *summary)
{
	u16 i;

	if (part->selector >> 16)
		return PARTS_RESERVED;
	if (!has_control_length(part))
		return PARTS_LENGTH;
	for (i = 0; i < summary->nr_control; i++)
		if (summary->control[i] == part->selector)
			return PARTS_TWICE;
	if (summary->nr_control == PARTS_MAX_CONTROL)
		return PARTS_TOO_MANY;
	summary->control[summary->nr_control++] = part->selector;
	return PARTS_OK;
}

/* What a type has at most one of has no selector. */
static enum parts_why take_single(const struct part *part,
				  struct parts_summary *summary, u8 seen)
{
	if (part->selector)
		return PARTS_RESERVED;
	if (seen & 1 << (part->type - PART_DEVICE_FEATURES))
		return PARTS_TWICE;

	switch (part->type) {
	case PART_DEVICE_FEATURES:
		summary->has_device_features = true;
		return take_features(part, summary->device_features);
	case PART_DRIVER_FEATURES:
		return take_features(part, summary->driver_features);
	default:
		if (part->len != 1)
			return PARTS_LENGTH;
		summary->status = *part->value;
		return PARTS_OK;
	}
}

/* A part of a known type. @seen: a bit for each of the common types that there was. */
static enum parts_why take_part(const struct part *part,
				struct parts_summary *summary, u8 seen)
{
	switch (part->type) {
	case PART_COMMON_CONFIG:
		return take_field(part, summary);
	case PART_QUEUE:
		return take_queue(part, summary);
	case PART_QUEUE_NOTIFY:
		return take_notify(part, summary);
	case PART_NET_CONTROL:
		return take_control(part, summary);
	default:
		return take_single(part, summary, seen);
	}
}

/*
 * A command's data goes by 8 bytes, so zeros may fill the last ones; and what kernels
 * from 6.13 to 6.15 sent have 8 more that say nothing (CVE-2025-38314).
 */
static bool is_surplus(const u8 *tail, u32 len)
{
	return all_zeros(tail, len < PARTS_SURPLUS ? len : len - PARTS_SURPLUS);
}

static int refuse(struct parts_error *error, enum parts_why why, u32 offset)
{
	error->why = why;
	error->offset = offset;
	return -EINVAL;
}

/**
 * vvp_parts_check - check a list of parts: what a device answered, or what is to be set
 * @parts: the list, not trusted
 * @len: its bytes
 * @virtio_id: of the device, as the types from 0x200 on are its own
 * @summary: what it says; valid on success alone
 * @error: what is wrong and with which part, on failure
 *
 * Each part is whole, known or optional, as long as its type has it, in the order and
 * no more often than the specification says (virtio 1.4, "Device parts order"). Driver
 * features and the status have to be there. Behind the last part there may be less than
 * a header: up to 7 bytes of 0, then 8 of anything.
 *
 * Return: 0 or -EINVAL.
 */
int vvp_parts_check(const void *parts, u32 len, u16 virtio_id,
		    struct parts_summary *summary, struct parts_error *error)
{
	const u8 *bytes = parts;
	u32 offset = 0, number = 0;
	enum parts_why why;
	struct part part;
	u16 last = 0;
	u8 seen = 0;

	memset(summary, 0, sizeof(*summary));
	memset(error, 0, sizeof(*error));
	summary->max_queue = -1;
	if (len > PARTS_MAX)
		return refuse(error, PARTS_TOO_LONG, 0);

	while (len - offset >= PART_HEADER_SIZE) {
		u32 at = offset;

		get_header(bytes + at, at, &part);
		error->type = part.type;
		error->selector = part.selector;
		error->len = part.len;
		if (!vvp_parts_next(parts, len, &offset, &part))
			return refuse(error, PARTS_VALUE_CUT, at);
		if (++number > PARTS_MAX_NUMBER)
			return refuse(error, PARTS_TOO_MANY, at);

		if (!is_known(part.type, virtio_id)) {
			if (!part.optional)
				return refuse(error, PARTS_UNKNOWN, at);
			summary->nr_unknown++;
			continue;
		}
		if (bytes[at + 2] & ~PART_FLAG_OPTIONAL)
			return refuse(error, PARTS_FLAGS, at);
		if (bytes[at + 3])
			return refuse(error, PARTS_RESERVED, at);
		if (part.type < last)
			return refuse(error, PARTS_ORDER, at);
		why = take_part(&part, summary, seen);
		if (why)
			return refuse(error, why, at);
		last = part.type;
		if (part.type <= PART_QUEUE_NOTIFY)
			seen |= 1 << (part.type - PART_DEVICE_FEATURES);
		summary->nr_parts++;
	}

	memset(error, 0, sizeof(*error));
	if (!is_surplus(bytes + offset, len - offset))
		return refuse(error, PARTS_HEADER_CUT, offset);
	if (!(seen & 1 << (PART_DRIVER_FEATURES - PART_DEVICE_FEATURES)))
		error->type = PART_DRIVER_FEATURES;
	else if (!(seen & 1 << (PART_STATUS - PART_DEVICE_FEATURES)))
		error->type = PART_STATUS;
	if (error->type)
		return refuse(error, PARTS_MISSING, offset);
	summary->len = offset;
	summary->surplus = len - offset;
	return 0;
}

/**
 * vvp_parts_is_legacy - is it a legacy driver that uses the device?
 * @summary: of a checked list
 *
 * A modern one has accepted VERSION_1, or is not so far yet that anything hangs on it.
 */
bool vvp_parts_is_legacy(const struct parts_summary *summary)
{
	return summary->status &&
	       !(summary->driver_features[0] & 1ull << VIRTIO_F_VERSION_1);
}

/**
 * vvp_parts_queue_listed - has a list a part of type PART_QUEUE for a queue?
 * @summary: of the list
 * @queue: its index
 */
bool vvp_parts_queue_listed(const struct parts_summary *summary, u16 queue)
{
	return queue < PARTS_MAX_QUEUES && get_bit(summary->listed, queue);
}

/**
 * vvp_parts_queue_enabled - and is the queue enabled?
 * @summary: of the list
 * @queue: its index
 */
bool vvp_parts_queue_enabled(const struct parts_summary *summary, u16 queue)
{
	return queue < PARTS_MAX_QUEUES && get_bit(summary->enabled, queue);
}

/*
 * An optional part of the common types that the device does not show is none of its
 * own. Of control commands it shows those that there were.
 */
static bool is_for_device(const struct part *part, u16 virtio_id,
			  const void *own, u32 own_len)
{
	struct part found;

	if (!is_known(part->type, virtio_id))
		return false;
	return !part->optional || part->type == PART_NET_CONTROL || !own_len ||
	       vvp_parts_find(own, own_len, part->type, part->selector, &found);
}

/**
 * vvp_parts_for_set - make the list that a device is to be set to
 * @parts: a checked list
 * @len: its bytes without a surplus, as in its summary
 * @virtio_id: of the device
 * @own: what the device itself answers, checked, likewise without a surplus
 * @own_len: its bytes; 0: that is not known, so all parts that are known here are kept
 * @to: where to, with room for @len bytes; may be @parts
 *
 * Optional parts that the device does not have are left out.
 *
 * Return: bytes at @to.
 */
u32 vvp_parts_for_set(const void *parts, u32 len, u16 virtio_id,
		      const void *own, u32 own_len, void *to)
{
	u32 offset = 0, made = 0;
	struct part part;

	while (vvp_parts_next(parts, len, &offset, &part)) {
		u32 size = PART_HEADER_SIZE + part.len;

		if (!is_for_device(&part, virtio_id, own, own_len))
			continue;
		memmove((u8 *)to + made, (const u8 *)parts + part.offset, size);
		made += size;
	}
	return made;
}

static const char *const texts[PARTS_WHYS] = {
	[PARTS_OK] = "nothing is wrong",
	[PARTS_TOO_LONG] = "more bytes than any device has",
	[PARTS_TOO_MANY] = "one part too many",
	[PARTS_HEADER_CUT] = "they end within the header of a part",
	[PARTS_VALUE_CUT] = "the list ends within its value",
	[PARTS_FLAGS] = "it has flags that are not known",
	[PARTS_RESERVED] = "what is reserved is not 0",
	[PARTS_UNKNOWN] = "it is not known, and not optional",
	[PARTS_ORDER] = "it stands behind a part that it must precede",
	[PARTS_TWICE] = "it is there twice",
	[PARTS_SELECTOR] = "there is no such field",
	[PARTS_QUEUE_INDEX] = "no device has so many queues",
	[PARTS_LENGTH] = "that is not its length",
	[PARTS_VALUE] = "it cannot have that value",
	[PARTS_MISSING] = "it is not there",
};

/* Which part it is, to people. */
static int name_part(const struct parts_error *error, char *to, size_t size)
{
	unsigned int first = error->selector & 0xffff;

	switch (error->type) {
	case PART_DEVICE_FEATURES:
		return snprintf(to, size, "device features");
	case PART_DRIVER_FEATURES:
		return snprintf(to, size, "driver features");
	case PART_COMMON_CONFIG:
		return snprintf(to, size, "offset %u",
				(unsigned int)error->selector);
	case PART_STATUS:
		return snprintf(to, size, "status");
	case PART_QUEUE:
		return snprintf(to, size, "queue %u", first);
	case PART_QUEUE_NOTIFY:
		return snprintf(to, size, "notification of queue %u", first);
	default:
		return snprintf(to, size, "selector %#llx",
				(unsigned long long)error->selector);
	}
}

/**
 * vvp_parts_error_text - say what is wrong, on one line
 * @error: what vvp_parts_check() found
 * @to: where to, always ended
 * @size: room there; PARTS_ERROR_TEXT is enough
 *
 * Return: as snprintf().
 */
int vvp_parts_error_text(const struct parts_error *error, char *to,
			 size_t size)
{
	const char *text = "?";
	char name[40];

	if ((unsigned int)error->why < PARTS_WHYS)
		text = texts[error->why];
	switch (error->why) {
	case PARTS_OK:
	case PARTS_TOO_LONG:
	case PARTS_HEADER_CUT:
		return snprintf(to, size, "device parts, at byte %u: %s",
				error->offset, text);
	case PARTS_MISSING:
		name_part(error, name, sizeof(name));
		return snprintf(to, size, "part %#x (%s): %s", error->type,
				name, text);
	default:
		name_part(error, name, sizeof(name));
		return snprintf(to, size,
				"part %#x (%s, %u bytes), at byte %u: %s",
				error->type, name, error->len, error->offset,
				text);
	}
}
