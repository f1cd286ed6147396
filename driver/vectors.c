// SPDX-License-Identifier: GPL-2.0-only
/* Follows the guest's set-up, and writes the vector registers it cannot write. */
#include <linux/string.h>
#include <linux/unaligned.h>
#include <linux/virtio_pci.h>

#include "vectors.h"

static const struct legacy_access queue_select = {
	LEGACY_COMMON, VIRTIO_PCI_QUEUE_SEL, 2
};

static const struct legacy_access queue_address = {
	LEGACY_COMMON, VIRTIO_PCI_QUEUE_PFN, 4
};

static const struct legacy_access queue_vector = {
	LEGACY_COMMON, VIRTIO_MSI_QUEUE_VECTOR, 2
};

static const struct legacy_access config_vector = {
	LEGACY_COMMON, VIRTIO_MSI_CONFIG_VECTOR, 2
};

/* Does @access write all or part of @field? */
static bool in_field(const struct legacy_access *access,
		     const struct legacy_access *field)
{
	return access->space == field->space &&
	       access->offset >= field->offset &&
	       access->offset < field->offset + field->len;
}

static bool is_zero(const struct legacy_access *access,
		    const struct legacy_access *field, const u8 *data)
{
	return access->len == field->len && !memchr_inv(data, 0, access->len);
}

static u16 read16(struct vectors *vectors, const struct legacy_access *access,
		  unsigned long deadline)
{
	u8 data[LEGACY_ACCESS_MAX];

	if (commands_read(vectors->commands, access, data, deadline))
		return VIRTIO_MSI_NO_VECTOR;
	return get_unaligned_le16(data);
}

static void write16(struct vectors *vectors, const struct legacy_access *access,
		    u16 value, unsigned long deadline)
{
	u8 data[LEGACY_ACCESS_MAX];

	put_unaligned_le16(value, data);
	commands_write(vectors->commands, access, data, deadline);
}

/**
 * vectors_open - make the state of one opening
 * @vectors: to set up
 * @commands: the VF's
 */
void vectors_open(struct vectors *vectors, struct commands *commands)
{
	vectors->commands = commands;
	vectors->ours = false;
	vectors_reset(vectors);
}

/**
 * vectors_reset - the device has been reset
 * @vectors: the VF's
 */
void vectors_reset(struct vectors *vectors)
{
	vectors->live = false;
	vectors->config_told = false;
	vectors->select = 0;
	vectors->guest_config = VIRTIO_MSI_NO_VECTOR;
	bitmap_zero(vectors->up, VECTORS_QUEUES);
}

static void tell_config(struct vectors *vectors, unsigned long deadline)
{
	write16(vectors, &config_vector, vectors->config, deadline);
	vectors->config_told = true;
}

/**
 * vectors_before_write - the guest is about to write a register
 * @vectors: the VF's
 * @access: of the register, or part of it
 * @data: what it writes
 * @deadline: of the access
 *
 * May sleep, as commands do.
 */
void vectors_before_write(struct vectors *vectors,
			  const struct legacy_access *access, const u8 *data,
			  unsigned long deadline)
{
	if (!vectors->ours)
		return;
	/* A device may start to use a queue when it gets the address. */
	if (in_field(access, &queue_address) &&
	    !is_zero(access, &queue_address, data))
		write16(vectors, &queue_vector, vectors->queue, deadline);
	else if (access->space == LEGACY_COMMON &&
		 access->offset == VIRTIO_PCI_STATUS && *data &&
		 !vectors->config_told)
		tell_config(vectors, deadline);
}

/* A byte of the index may be written alone. */
static void note_select(struct vectors *vectors,
			const struct legacy_access *access, const u8 *data)
{
	u8 index[sizeof(vectors->select)];

	put_unaligned_le16(vectors->select, index);
	memcpy(index + access->offset - queue_select.offset, data, access->len);
	vectors->select = get_unaligned_le16(index);
}

/*
 * Bytes of zero alone do not tell that the whole is zero; a vector for a queue
 * that is not up does no harm.
 */
static void note_address(struct vectors *vectors,
			 const struct legacy_access *access, const u8 *data)
{
	u16 queue = vectors->select;

	if (queue >= VECTORS_QUEUES)
		return;
	if (is_zero(access, &queue_address, data)) {
		__clear_bit(queue, vectors->up);
	} else if (memchr_inv(data, 0, access->len) &&
		   !__test_and_set_bit(queue, vectors->up)) {
		vectors->guest_queue[queue] = VIRTIO_MSI_NO_VECTOR;
	}
}

/**
 * vectors_after_write - the guest has written a register
 * @vectors: the VF's
 * @access: of the register, or part of it
 * @data: what it wrote
 */
void vectors_after_write(struct vectors *vectors,
			 const struct legacy_access *access, const u8 *data)
{
	if (in_field(access, &queue_select)) {
		note_select(vectors, access, data);
	} else if (in_field(access, &queue_address)) {
		note_address(vectors, access, data);
	} else if (access->space == LEGACY_COMMON &&
		   access->offset == VIRTIO_PCI_STATUS) {
		if (*data)
			vectors->live = true;
		else
			vectors_reset(vectors);
	}
}

/* Walk the queues that are up; the guest's selection is back afterwards. */
static void swap_queues(struct vectors *vectors, unsigned long deadline)
{
	unsigned int queue;

	for_each_set_bit(queue, vectors->up, VECTORS_QUEUES) {
		u16 *guests = &vectors->guest_queue[queue];

		write16(vectors, &queue_select, queue, deadline);
		if (vectors->ours) {
			*guests = read16(vectors, &queue_vector, deadline);
			write16(vectors, &queue_vector, vectors->queue,
				deadline);
		} else {
			write16(vectors, &queue_vector, *guests, deadline);
		}
	}
	if (!bitmap_empty(vectors->up, VECTORS_QUEUES))
		write16(vectors, &queue_select, vectors->select, deadline);
}

/**
 * vectors_take - from now on the device uses our vectors
 * @vectors: the VF's, whose MSI-X has just been switched on
 * @config: for configuration changes
 * @queue: for all queues
 * @deadline: for all of it
 *
 * May sleep, as commands do; sends none to a device that the guest does not use.
 */
void vectors_take(struct vectors *vectors, u16 config, u16 queue,
		  unsigned long deadline)
{
	vectors->ours = true;
	vectors->config = config;
	vectors->queue = queue;
	if (vectors->live) {
		vectors->guest_config = read16(vectors, &config_vector,
					       deadline);
		tell_config(vectors, deadline);
	}
	swap_queues(vectors, deadline);
}

/**
 * vectors_give_back - the registers are the guest's again
 * @vectors: the VF's, whose MSI-X is about to be switched off
 * @deadline: for all of it
 *
 * As vectors_take().
 */
void vectors_give_back(struct vectors *vectors, unsigned long deadline)
{
	vectors->ours = false;
	if (vectors->config_told)
		write16(vectors, &config_vector, vectors->guest_config,
			deadline);
	vectors->config_told = false;
	swap_queues(vectors, deadline);
}
