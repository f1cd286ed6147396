// SPDX-License-Identifier: GPL-2.0-only
/* Follows what the guest writes to the registers that vectors go by. */
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/virtio_pci.h>

#include "guest_vectors.h"

#define ADDRESS_SIZE	4
#define SELECT_SIZE	2

/* Saved form: flags, select, config, number of queues; then index and vector of each. */
#define FLAG_IN_USE	1
#define SAVED_HEAD	7
#define SAVED_QUEUE	4

static u16 get_le16(const u8 *from)
{
	return from[0] | from[1] << 8;
}

static u8 *put_le16(u8 *to, u16 value)
{
	to[0] = value;
	to[1] = value >> 8;
	return to + 2;
}

static bool all_zeros(const u8 *data, size_t len)
{
	while (len--)
		if (*data++)
			return false;
	return true;
}

/* Does @access write all or part of the common field at @offset? */
static bool in_field(const struct legacy_access *access, u8 offset, u8 size)
{
	return access->space == LEGACY_COMMON && access->offset >= offset &&
	       access->offset < offset + size;
}

static bool in_address(const struct legacy_access *access)
{
	return in_field(access, VIRTIO_PCI_QUEUE_PFN, ADDRESS_SIZE);
}

/* Of a part that is zero nothing can be said of the whole. */
static bool clears_address(const struct legacy_access *access, const u8 *data)
{
	return in_address(access) && access->len == ADDRESS_SIZE &&
	       all_zeros(data, ADDRESS_SIZE);
}

/**
 * vvp_guest_vectors_sets_address - may a write give the selected queue an address?
 * @access: the write
 * @data: what it writes
 */
bool vvp_guest_vectors_sets_address(const struct legacy_access *access,
				    const u8 *data)
{
	return in_address(access) && !clears_address(access, data);
}

/**
 * vvp_guest_vectors_reset - the device has been reset
 * @guest: made anew
 */
void vvp_guest_vectors_reset(struct guest_vectors *guest)
{
	guest->in_use = false;
	guest->select = 0;
	guest->config = VIRTIO_MSI_NO_VECTOR;
	memset(guest->up, 0, sizeof(guest->up));
}

static bool is_up(const struct guest_vectors *guest, unsigned int queue)
{
	return guest->up[queue / 8] & 1 << queue % 8;
}

/* A byte of the index may be written alone. */
static void select_was_written(struct guest_vectors *guest,
			       const struct legacy_access *access,
			       const u8 *data)
{
	u8 index[SELECT_SIZE];

	put_le16(index, guest->select);
	memcpy(&index[access->offset - VIRTIO_PCI_QUEUE_SEL], data,
	       access->len);
	guest->select = get_le16(index);
}

/*
 * Bytes of zero alone do not say that the whole is zero; a vector for a queue that is
 * not up does no harm.
 */
static void address_was_written(struct guest_vectors *guest,
				const struct legacy_access *access,
				const u8 *data)
{
	u16 queue = guest->select;

	if (queue >= GUEST_VECTORS_QUEUES)
		return;
	if (clears_address(access, data)) {
		guest->up[queue / 8] &= ~(1 << queue % 8);
	} else if (!all_zeros(data, access->len) && !is_up(guest, queue)) {
		guest->up[queue / 8] |= 1 << queue % 8;
		guest->queue[queue] = VIRTIO_MSI_NO_VECTOR;
	}
}

/**
 * vvp_guest_vectors_was_written - the guest has written a register
 * @guest: what it has set up
 * @access: of the register, or part of it
 * @data: what it wrote
 */
void vvp_guest_vectors_was_written(struct guest_vectors *guest,
				   const struct legacy_access *access,
				   const u8 *data)
{
	if (access->reg == LEGACY_STATUS) {
		if (*data)
			guest->in_use = true;
		else
			vvp_guest_vectors_reset(guest);
	} else if (in_field(access, VIRTIO_PCI_QUEUE_SEL, SELECT_SIZE)) {
		select_was_written(guest, access, data);
	} else if (in_address(access)) {
		address_was_written(guest, access, data);
	}
}

/**
 * vvp_guest_vectors_next_up - walk the queues that have an address
 * @guest: what the guest has set up
 * @from: where to begin
 *
 * Return: the first one from there on, or -1.
 */
int vvp_guest_vectors_next_up(const struct guest_vectors *guest, int from)
{
	for (; from < GUEST_VECTORS_QUEUES; from++)
		if (is_up(guest, from))
			return from;
	return -1;
}

/**
 * vvp_guest_vectors_save - make the saved form
 * @guest: what the guest has set up
 * @to: where to
 *
 * Return: its number of bytes.
 */
size_t vvp_guest_vectors_save(const struct guest_vectors *guest,
			      u8 to[GUEST_VECTORS_SAVED])
{
	u8 *at = to + SAVED_HEAD;
	u16 nr = 0;
	int queue;

	for (queue = vvp_guest_vectors_next_up(guest, 0); queue >= 0;
	     queue = vvp_guest_vectors_next_up(guest, queue + 1)) {
		at = put_le16(at, queue);
		at = put_le16(at, guest->queue[queue]);
		nr++;
	}
	to[0] = guest->in_use ? FLAG_IN_USE : 0;
	put_le16(to + 1, guest->select);
	put_le16(to + 3, guest->config);
	put_le16(to + 5, nr);
	return at - to;
}

/**
 * vvp_guest_vectors_load - take what a guest had set up from its saved form
 * @guest: set on success alone
 * @from: the saved form, not trusted
 * @len: number of bytes
 *
 * Return: 0, or -EINVAL for what is no saved form: queues ascend, and none is beyond
 * those that are followed.
 */
int vvp_guest_vectors_load(struct guest_vectors *guest, const u8 *from,
			   size_t len)
{
	const u8 *end = from + len, *at = from + SAVED_HEAD;
	int queue, last = -1;

	if (len < SAVED_HEAD || from[0] & ~FLAG_IN_USE ||
	    len != SAVED_HEAD + (size_t)get_le16(from + 5) * SAVED_QUEUE)
		return -EINVAL;
	for (; at < end; at += SAVED_QUEUE) {
		queue = get_le16(at);
		if (queue <= last || queue >= GUEST_VECTORS_QUEUES)
			return -EINVAL;
		last = queue;
	}

	vvp_guest_vectors_reset(guest);
	guest->in_use = from[0] & FLAG_IN_USE;
	guest->select = get_le16(from + 1);
	guest->config = get_le16(from + 3);
	for (at = from + SAVED_HEAD; at < end; at += SAVED_QUEUE) {
		queue = get_le16(at);
		guest->up[queue / 8] |= 1 << queue % 8;
		guest->queue[queue] = get_le16(at + 2);
	}
	return 0;
}
