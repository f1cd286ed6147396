// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver of a modern device that may be hostile: verbs in any order that their
 * contracts allow.
 *
 * Input: the device (see modern_liar.h); then steps: verb, queue (a byte each), value
 * (4 bytes); lies in between.
 */
#include "modern_liar.h"

static struct modern_dev dev;
static bool accepted, on[MODEL_QUEUES];

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
		return true;
	default:
		return false;
	}
}

static void lost(void)
{
	accepted = false;
	memset(on, 0, sizeof(on));
}

static void reset(void)
{
	int ret = vvp_modern_dev_reset(&dev, DEADLINE);

	require(known(ret), "%d", ret);
	if (ret)
		require(!m.master, "a device that may write to memory");
	else if (!lies)
		require(!m.status, "status %#x", m.status);
	for (int i = 0; i < MODEL_QUEUES; i++)
		require(!m.queues[i].doorbell, "queue %d has a doorbell", i);
	lost();
}

static void negotiate(uint32_t value)
{
	uint64_t features = value | 1ULL << VIRTIO_F_ACCESS_PLATFORM;

	if (accepted || vvp_modern_dev_begin(&dev, DEADLINE))
		return;
	vvp_modern_dev_tell(&dev, features & m.offered);
	if (vvp_modern_dev_accept(&dev))
		reset();
	else
		accepted = true;
}

static void queue_on(unsigned int queue, uint32_t value)
{
	struct modern_ring ring = { (uint64_t)value << 12, 0, value };

	if (!accepted || on[queue])
		return;
	ring.size = vvp_modern_dev_queue_size(&dev, queue);
	require(!(ring.size & (ring.size - 1)), "size %u", ring.size);
	if (!ring.size)
		return;
	m.master = true;
	if (vvp_modern_dev_queue_on(&dev, queue, &ring))
		reset();
	else
		on[queue] = true;
}

static void queue_off(unsigned int queue)
{
	if (!on[queue] || !vvp_modern_dev_can_queue_off(&dev))
		return;
	on[queue] = false;
	if (vvp_modern_dev_queue_off(&dev, queue, DEADLINE))
		reset();
}

static void run(void)
{
	if (!accepted || !(told & 1ULL << VIRTIO_F_ACCESS_PLATFORM))
		return;
	m.master = true;
	if (vvp_modern_dev_run(&dev))
		reset();
}

static void config(uint32_t value)
{
	unsigned int offset = value & 0x3f, size = 1 + (value >> 8) % 8;
	uint8_t *field = malloc(size);

	require(field, "no memory");
	if (vvp_modern_dev_has_config(&dev, offset, size)) {
		vvp_modern_dev_read_config(&dev, offset, size, field);
		vvp_modern_dev_write_config(&dev, offset, size, field);
	}
	free(field);
}

static void watch(void)
{
	if (vvp_modern_dev_watch(&dev) != MODERN_WATCH_SAME)
		lost();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };

	liar_start(&in);
	memset(&dev, 0, sizeof(dev));
	dev.ops = &liar_ops;
	dev.function = &m;
	dev.config_length = take(&in, 1) % (MODEL_CONFIG + 1);
	dev.has_queue_reset = take(&in, 1) & 1;
	reset();
	while (in.left) {
		unsigned int verb = take(&in, 1);
		unsigned int queue = take(&in, 1) % MODEL_QUEUES;
		uint32_t value = take(&in, 4);

		m.accesses = 0;
		m.pauses = 0;
		/* Each verb rests on nobody else having been there. */
		watch();
		switch (verb % 8) {
		case 0:
			reset();
			break;
		case 1:
			negotiate(value);
			break;
		case 2:
			queue_on(queue, value);
			break;
		case 3:
			queue_off(queue);
			break;
		case 4:
			run();
			break;
		case 5:
			config(value);
			break;
		case 6:
			vvp_modern_dev_offered(&dev);
			require(vvp_modern_dev_queues(&dev) <=
					MODERN_QUEUES_MAX,
				"too many queues");
			break;
		case 7:
			liar_event(value);
			break;
		}
	}
	return 0;
}
