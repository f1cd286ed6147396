// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any guest on any modern device: each call ends, no guest is left with a device that
 * uses memory after the session, and a network device is never started with a header
 * that is not its driver's.
 *
 * Input: the device (see modern_liar.h), type, flags (a byte each), length of the
 * configuration; then steps: kind, offset, length (a byte each), data (4 bytes); lies in
 * between.
 */
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>

#include "modern_liar.h"
#include "modern_header.h"
#include "modern_regs.h"

#define END	24
#define NET_MRG (1ULL << VIRTIO_NET_F_MRG_RXBUF)
#define V1	(1ULL << VIRTIO_F_VERSION_1)

static struct modern_queue queues[MODERN_QUEUES_MAX];
static struct modern_regs regs;

static bool known(int err)
{
	switch (err) {
	case 0:
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_KILLED:
	case MODERN_ERR_GONE:
	case MODERN_ERR_FEATURES:
	case MODERN_ERR_QUEUE:
	case MODERN_ERR_BROKEN:
	case MODERN_ERR_START:
	case MODERN_ERR_HEADER:
		return true;
	default:
		return false;
	}
}

/* Accesses are within one field: vvp_legacy_next_access() sees to it. */
static bool access_at(uint8_t offset, uint8_t len, struct legacy_access *access)
{
	*access = vvp_legacy_next_access(regs.type, true, offset, 1 + len % 8);
	return access->space != LEGACY_HOLE;
}

static void check_live(void)
{
	if (!regs.live || lies)
		return;
	require(m.status & VIRTIO_CONFIG_S_DRIVER_OK || regs.dev.status,
		"live, and not started");
	if (regs.type->virtio_id == VIRTIO_ID_NET && m.status & 4)
		require(!(told & V1) == !(told & NET_MRG) || told & NET_MRG,
			"a header of 12 bytes for one of 10");
	if (!regs.header10 && m.status & 4)
		require(told & V1, "VERSION_1 was dropped");
}

static void check_doorbells(void)
{
	for (int i = 0; i < MODEL_QUEUES; i++)
		if (m.queues[i].doorbell)
			require(regs.live && regs.queues[i].on,
				"queue %d has a doorbell", i);
}

static void step(struct input *in)
{
	uint8_t kind = take(in, 1), offset = take(in, 1), len = take(in, 1);
	struct legacy_access access;
	uint8_t *bytes;
	int ret;

	m.accesses = 0;
	m.pauses = 0;
	if (kind >= 0xf0) {
		liar_event(offset);
		return;
	}
	if (kind >= 0xe8) {
		vvp_modern_regs_was_reset(&regs);
		model_reset_done(&m);
		return;
	}
	/* Mostly where something is. */
	if (!(kind & 0x40))
		offset %= END;
	if (!access_at(offset, len, &access))
		return;
	bytes = malloc(access.len);
	require(bytes, "no memory");
	for (size_t i = 0; i < access.len; i++)
		bytes[i] = take(in, 1);
	if (kind & 1)
		ret = vvp_modern_regs_write(&regs, &access, bytes, DEADLINE);
	else
		ret = vvp_modern_regs_read(&regs, &access, bytes, DEADLINE);
	require(known(ret), "%d", ret);
	free(bytes);
}

static const uint16_t types[] = { VIRTIO_ID_NET,  VIRTIO_ID_BLOCK,
				  VIRTIO_ID_RNG,  VIRTIO_ID_CONSOLE,
				  VIRTIO_ID_SCSI, VIRTIO_ID_9P };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t flags;
	int ret;

	liar_start(&in);
	memset(&regs, 0, sizeof(regs));
	regs.dev.ops = &liar_ops;
	regs.dev.function = &m;
	regs.type = vvp_legacy_type_find(types[take(&in, 1) % 6]);
	flags = take(&in, 1);
	regs.header10 = flags & 1;
	regs.dev.has_queue_reset = flags & 2;
	if (flags & 4)
		m.offered |= V1 | 1ULL << VIRTIO_F_ACCESS_PLATFORM;
	regs.dev.config_length = take(&in, 1) % (MODEL_CONFIG + 1);
	regs.queues = queues;
	ret = vvp_modern_regs_open(&regs, DEADLINE);
	require(known(ret), "%d", ret);
	if (ret)
		return 0;
	if (flags & 8) {
		ret = vvp_modern_prove_header10(&regs.dev, DEADLINE);
		require(ret == 1 || known(ret), "%d", ret);
		require(ret != 1 || lies || !m.takes_macs, "proved too much");
	}
	while (in.left) {
		step(&in);
		check_live();
		check_doorbells();
	}
	m.accesses = 0;
	m.pauses = 0;
	ret = vvp_modern_regs_close(&regs, DEADLINE);
	require(ret || lies || !m.status, "still set up");
	require(!ret || !m.master, "it may go on using memory");
	for (int i = 0; i < MODEL_QUEUES; i++)
		require(!m.queues[i].doorbell, "queue %d has a doorbell", i);
	return 0;
}
