// SPDX-License-Identifier: GPL-2.0-only
/* Writes the vector registers that the guest cannot write. */
#include <linux/unaligned.h>
#include <linux/virtio_pci.h>

#include "intx_vectors.h"

static const struct legacy_access queue_select = {
	.space = LEGACY_COMMON,
	.offset = VIRTIO_PCI_QUEUE_SEL,
	.len = 2,
};

static const struct legacy_access queue_vector = {
	.space = LEGACY_COMMON,
	.offset = VIRTIO_MSI_QUEUE_VECTOR,
	.len = 2,
};

static const struct legacy_access config_vector = {
	.space = LEGACY_COMMON,
	.offset = VIRTIO_MSI_CONFIG_VECTOR,
	.len = 2,
};

static u16 read16(struct intx_vectors *vectors,
		  const struct legacy_access *access, unsigned long deadline)
{
	u8 data[LEGACY_ACCESS_MAX];

	if (vvp_backend_read(vectors->backend, access, data, deadline))
		return VIRTIO_MSI_NO_VECTOR;
	return get_unaligned_le16(data);
}

static void write16(struct intx_vectors *vectors,
		    const struct legacy_access *access, u16 value,
		    unsigned long deadline)
{
	u8 data[LEGACY_ACCESS_MAX];

	put_unaligned_le16(value, data);
	vvp_backend_write(vectors->backend, access, data, deadline);
}

static struct intx_vectors_sent wanted(const struct intx_vectors *vectors)
{
	return (struct intx_vectors_sent){
		.ours = vectors->ours,
		.config = vectors->config,
		.queue = vectors->queue,
	};
}

/**
 * vvp_intx_vectors_open - a session begins
 * @vectors: the function's
 * @backend: the way to the registers
 */
void vvp_intx_vectors_open(struct intx_vectors *vectors,
			   struct backend *backend)
{
	vectors->backend = backend;
	vectors->ours = false;
	vvp_intx_vectors_reset(vectors);
}

/**
 * vvp_intx_vectors_reset - the device has been reset
 * @vectors: the function's
 */
void vvp_intx_vectors_reset(struct intx_vectors *vectors)
{
	vectors->config_sent = false;
	vectors->held = false;
	/* It has none, and gets the right ones with each queue. */
	vectors->sent = wanted(vectors);
	vvp_guest_vectors_reset(&vectors->guest);
}

static void send_config(struct intx_vectors *vectors, unsigned long deadline)
{
	write16(vectors, &config_vector, vectors->config, deadline);
	vectors->config_sent = true;
}

/**
 * vvp_intx_vectors_before_write - the guest is about to write a register
 * @vectors: the function's
 * @access: of the register, or part of it
 * @data: what it writes
 * @deadline: of the access
 *
 * May sleep, as accesses do.
 */
void vvp_intx_vectors_before_write(struct intx_vectors *vectors,
				   const struct legacy_access *access,
				   const u8 *data, unsigned long deadline)
{
	if (!vectors->ours)
		return;
	/* A device may start to use a queue when it gets the address. */
	if (vvp_guest_vectors_sets_address(access, data))
		write16(vectors, &queue_vector, vectors->queue, deadline);
	else if (access->reg == LEGACY_STATUS && *data && !vectors->config_sent)
		send_config(vectors, deadline);
}

/**
 * vvp_intx_vectors_was_written - the guest has written a register
 * @vectors: the function's
 * @access: of the register, or part of it
 * @data: what it wrote
 */
void vvp_intx_vectors_was_written(struct intx_vectors *vectors,
				  const struct legacy_access *access,
				  const u8 *data)
{
	vvp_guest_vectors_was_written(&vectors->guest, access, data);
	if (access->reg == LEGACY_STATUS && !*data)
		vectors->config_sent = false;
}

/* Walk the queues that are up; the guest's selection is back afterwards. */
static void swap_queues(struct intx_vectors *vectors, unsigned long deadline)
{
	struct guest_vectors *guest = &vectors->guest;
	int queue = vvp_guest_vectors_next_up(guest, 0);

	if (queue < 0)
		return;
	for (; queue >= 0; queue = vvp_guest_vectors_next_up(guest, queue + 1)) {
		write16(vectors, &queue_select, queue, deadline);
		if (vectors->ours && !vectors->sent.ours)
			guest->queue[queue] = read16(vectors, &queue_vector,
						     deadline);
		write16(vectors, &queue_vector,
			vectors->ours ? vectors->queue : guest->queue[queue],
			deadline);
	}
	write16(vectors, &queue_select, guest->select, deadline);
}

static void send_ours(struct intx_vectors *vectors, unsigned long deadline)
{
	if (vectors->guest.in_use) {
		if (!vectors->sent.ours)
			vectors->guest.config = read16(vectors, &config_vector,
						       deadline);
		send_config(vectors, deadline);
	}
	swap_queues(vectors, deadline);
	vectors->sent = wanted(vectors);
}

static void send_guests(struct intx_vectors *vectors, unsigned long deadline)
{
	if (vectors->config_sent)
		write16(vectors, &config_vector, vectors->guest.config,
			deadline);
	vectors->config_sent = false;
	swap_queues(vectors, deadline);
	vectors->sent = wanted(vectors);
}

/**
 * vvp_intx_vectors_take - from now on the device uses our vectors
 * @vectors: of a function whose MSI-X has just been switched on
 * @config: for configuration changes
 * @queue: for all queues
 * @deadline: for all of it
 *
 * May sleep, as accesses do; makes none to a device that the guest does not use, or
 * that is stopped.
 */
void vvp_intx_vectors_take(struct intx_vectors *vectors, u16 config, u16 queue,
			   unsigned long deadline)
{
	vectors->ours = true;
	vectors->config = config;
	vectors->queue = queue;
	if (!vectors->held)
		send_ours(vectors, deadline);
}

/**
 * vvp_intx_vectors_give_back - the registers are the guest's again
 * @vectors: of a function whose MSI-X is about to be switched off
 * @deadline: for all of it
 *
 * As vvp_intx_vectors_take().
 */
void vvp_intx_vectors_give_back(struct intx_vectors *vectors,
				unsigned long deadline)
{
	vectors->ours = false;
	if (!vectors->held)
		send_guests(vectors, deadline);
}

/**
 * vvp_intx_vectors_hold - the device is being stopped, and must not be accessed
 * @vectors: the function's
 */
void vvp_intx_vectors_hold(struct intx_vectors *vectors)
{
	vectors->held = true;
}

/**
 * vvp_intx_vectors_msix_is_on - the registers are there, and the guest's if not ours
 * @vectors: the function's
 * @deadline: for all of it
 *
 * May sleep, as accesses do; makes none if the device has what it is to use, or is
 * stopped. One that was loaded may have had our vectors where it was before.
 */
void vvp_intx_vectors_msix_is_on(struct intx_vectors *vectors,
				 unsigned long deadline)
{
	if (!vectors->held && !vectors->ours && vectors->sent.ours)
		send_guests(vectors, deadline);
}

/**
 * vvp_intx_vectors_settle - the device runs: have it use what it is to use
 * @vectors: held ones; not held any more afterwards
 * @msix: the guest has MSI-X on; without it, and without ours, there are no registers,
 *	and what they are to have waits for vvp_intx_vectors_msix_is_on()
 * @deadline: for all of it
 *
 * May sleep, as accesses do; makes none if the device has that already.
 */
void vvp_intx_vectors_settle(struct intx_vectors *vectors, bool msix,
			     unsigned long deadline)
{
	const struct intx_vectors_sent *sent = &vectors->sent;

	if (!vectors->held)
		return;
	vectors->held = false;
	if (vectors->ours && (!sent->ours || sent->config != vectors->config ||
			      sent->queue != vectors->queue))
		send_ours(vectors, deadline);
	else if (msix)
		vvp_intx_vectors_msix_is_on(vectors, deadline);
}
