/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The model of a modern device whose reads may be lies, out of the input; and what must
 * hold all the same. An honest one also keeps an eye on the order of things.
 */
#ifndef MODERN_LIAR_H
#define MODERN_LIAR_H

#include "fuzz.h"

static bool lies;

#define wrong(what) require(lies, "%s", what)
#include "../../unit/modern_model.h"

/* More accesses than that for one call are a loop without an end. */
#define ACCESSES_MAX 60000
#define DEADLINE     20

#define LIAR_FORBIDDEN                                                         \
	(1ULL << VIRTIO_F_RING_PACKED | 1ULL << 35 /* IN_ORDER */ |            \
	 1ULL << VIRTIO_F_SR_IOV | 1ULL << 38 /* NOTIFICATION_DATA */ |        \
	 1ULL << 39 /* NOTIF_CONFIG_DATA */ | 1ULL << VIRTIO_F_ADMIN_VQ)

static struct model m;
static struct input *lie;
static uint64_t told; /* since the last reset */
static uint32_t select_told;

static uint32_t lied(uint32_t value)
{
	uint8_t kind;

	if (!lies)
		return value;
	kind = take(lie, 1);
	if (kind < 0xa0)
		return value;
	return kind < 0xc0 ? ~0u : take(lie, 2);
}

static uint32_t liar_read(void *function, unsigned int offset,
			  unsigned int size)
{
	require(m.accesses < ACCESSES_MAX, "no end of it");
	require(size == 1 || size == 2 || size == 4, "%u bytes", size);
	require(offset % size == 0 && offset + size <= 60, "at %u", offset);
	return lied(model_read(function, offset, size));
}

static void check_told(uint32_t value)
{
	if (select_told > 1)
		return;
	told &= select_told ? 0xffffffff : ~0ULL << 32;
	told |= (uint64_t)value << (32 * select_told);
	require(!(told & LIAR_FORBIDDEN), "told %#lx", (unsigned long)told);
}

static void check_status(uint32_t value)
{
	if (!value)
		told = 0;
	if (value & VIRTIO_CONFIG_S_DRIVER_OK) {
		require(told & 1ULL << VIRTIO_F_ACCESS_PLATFORM,
			"started with physical addresses");
		require(m.master, "started without bus mastering");
	}
}

static void liar_write(void *function, unsigned int offset, unsigned int size,
		       uint32_t value)
{
	require(m.accesses < ACCESSES_MAX, "no end of it");
	require(offset % size == 0 && offset + size <= 60, "at %u", offset);
	if (offset == VIRTIO_PCI_COMMON_GFSELECT)
		select_told = value;
	else if (offset == VIRTIO_PCI_COMMON_GF)
		check_told(value);
	else if (offset == VIRTIO_PCI_COMMON_STATUS)
		check_status(value);
	model_write(function, offset, size, value);
}

static uint32_t liar_read_config(void *function, unsigned int offset,
				 unsigned int size)
{
	require(offset + size <= MODEL_CONFIG, "at %u", offset);
	return lied(model_read_config(function, offset, size));
}

static const struct modern_ops liar_ops = {
	.read_common = liar_read,
	.write_common = liar_write,
	.read_config = liar_read_config,
	.write_config = model_write_config,
	.read_isr = model_read_isr,
	.set_doorbell = model_set_doorbell,
	.clear_doorbell = model_clear_doorbell,
	.clear_doorbells = model_clear_doorbells,
	.notify = model_notify,
	.set_master = model_set_master,
	.pause = model_pause,
};

/* A device out of the input, 16 bytes. */
static inline void liar_start(struct input *in)
{
	uint8_t how = take(in, 1);

	memset(&m, 0, sizeof(m));
	lie = in;
	told = 0;
	lies = how & 1;
	m.picky = how & 2;
	m.enables_nothing = how & 4;
	m.bad_doorbells = how & 8;
	m.takes_macs = how & 16;
	m.takes_no_macs = how & 32;
	m.changes = how & 64;
	m.offered = take(in, 8);
	m.polls = (int8_t)take(in, 1) % 32;
	m.vectors = (int8_t)take(in, 1);
	m.nr_queues = take(in, 1) % (MODEL_QUEUES + 1);
	for (int i = 0; i < m.nr_queues; i++)
		m.queues[i].max = 1u << take(in, 1) % 16;
	for (int i = 0; i < MODEL_CONFIG; i++)
		m.config[i] = i;
	model_reset_done(&m);
}

/* What somebody else may do to the device, or the device to itself. */
static inline void liar_event(unsigned int kind)
{
	switch (kind % 8) {
	case 0:
		if (!m.gone)
			model_reset_done(&m);
		break;
	case 1:
		m.status |= VIRTIO_CONFIG_S_NEEDS_RESET;
		break;
	case 2:
		m.gone = lies;
		break;
	case 3:
		m.gone = false;
		break;
	case 4:
		m.polls = m.polls < 0 ? 1 : -1;
		break;
	case 5:
		m.kill = !m.kill;
		break;
	case 6:
		m.picky = !m.picky;
		break;
	case 7:
		m.generation++;
		break;
	}
}

#endif
