// SPDX-License-Identifier: GPL-2.0-only
/* Steps of legacy drivers. */
#include <string.h>
#include <sys/ioctl.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "intx_line.h"
#include "legacy_net.h"
#include "legacy_player.h"
#include "registers.h"
#include "timing.h"

/* The driver's memory, as the device sees it: a ring each, then buffers. */
#define MEMORY	     0x1000000ull
#define RINGS(queue) (LEGACY_QUEUE_MEMORY * (queue))
#define BUFFERS	     (LEGACY_QUEUE_MEMORY * REQUEST_QUEUES)
#define FRAMES	     (BUFFERS + REQUEST_MEMORY)
#define FRAME_SIZE   2048
#define FRAMES_EACH  8
#define MEMORY_SIZE  (FRAMES + FRAMES_EACH * FRAME_SIZE)

static struct legacy_queue *queue_at_hand(struct player *p)
{
	assert_in_range(p->at_hand, 0, REQUEST_QUEUES - 1);
	return &p->queues[p->at_hand];
}

static struct request_memory request_memory(struct player *p)
{
	return (struct request_memory){
		.buffers = p->memory + BUFFERS,
		.iova = MEMORY + BUFFERS,
		.mac = p->mac,
	};
}

static void set_power(struct player *p, uint16_t state)
{
	uint8_t pm = find_capability(p->vf, PCI_CAP_ID_PM);
	uint16_t control;

	assert_int_not_equal(pm, 0);
	control = conf16(p->vf, pm + PCI_PM_CTRL) & ~PCI_PM_CTRL_STATE_MASK;
	set_conf16(p->vf, pm + PCI_PM_CTRL, control | state);
}

static int power_feature(struct player *p, uint32_t feature)
{
	struct vfio_device_feature arg = {
		.argsz = sizeof(arg),
		.flags = VFIO_DEVICE_FEATURE_SET | feature,
	};

	return ioctl(p->vf->device, VFIO_DEVICE_FEATURE, &arg);
}

/* One that an access has woken is to be told before that it is awake. */
static void low_power(struct player *p)
{
	power_feature(p, VFIO_DEVICE_FEATURE_LOW_POWER_EXIT);
	check_equal(power_feature(p, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY), 0,
		    "low power entry");
}

static void reset_device(struct player *p, uint32_t ms)
{
	out8(p->vf, REG_STATUS, 0);
	if (ms)
		assert_true(within(patience_ms(ms), !in8(p->vf, REG_STATUS)));
	memset(p->memory, 0, MEMORY_SIZE);
}

static void read_size(struct player *p, uint32_t most)
{
	uint16_t size = in16(p->vf, REG_QUEUE_SIZE);

	assert_int_not_equal(size, 0);
	if (most)
		assert_in_range(size, 1, most);
	legacy_queue_lay_out(queue_at_hand(p), p->memory + RINGS(p->at_hand),
			     MEMORY + RINGS(p->at_hand), size);
}

static void try_queues(struct player *p, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint16_t size;

		out16(p->vf, REG_QUEUE_SELECT, i);
		size = in16(p->vf, REG_QUEUE_SIZE);
		/* none, or a power of two */
		check_equal(size & (size - 1), 0, "size of queue %u", i);
		assert_in_range(size, i < p->type->queues, 32768);
	}
}

static void read_config_bytes(struct player *p, uint32_t count)
{
	uint8_t whole[64];

	assert_in_range(count, 1, sizeof(whole));
	check_equal(bar0_read(p->vf, DEVICE_CONFIG(p->msix), whole, count),
		    count, "bytes");
	for (uint32_t i = 0; i < count; i++)
		check_equal(in8(p->vf, DEVICE_CONFIG(p->msix) + i), whole[i],
			    "byte %u of the configuration", i);
}

static void read_config_32(struct player *p, uint32_t offset)
{
	uint32_t value = 0;

	for (int i = 3; i >= 0; i--)
		value = value << 8 |
			in8(p->vf, DEVICE_CONFIG(p->msix) + offset + i);
	check_equal(in32(p->vf, DEVICE_CONFIG(p->msix) + offset), value,
		    "4 bytes at %u", offset);
}

static void read_mac(struct player *p)
{
	for (int i = 0; i < 6; i++)
		p->mac[i] = in8(p->vf, DEVICE_CONFIG(p->msix) + NET_MAC + i);
}

static void write_mac(struct player *p)
{
	for (int i = 0; i < 6; i++)
		out8(p->vf, DEVICE_CONFIG(p->msix) + NET_MAC + i, p->mac[i]);
}

/* With two descriptors all headers go to one place, as iPXE has it. */
static void offer_frames(struct player *p, uint32_t descriptors)
{
	struct legacy_queue *q = &p->queues[NET_RX];
	uint64_t headers = MEMORY + BUFFERS + REQUEST_MEMORY - NET_HEADER_SIZE;

	p->frame_descriptors = descriptors;
	for (uint16_t i = 0; i < FRAMES_EACH; i++) {
		uint16_t first = i * descriptors;

		if (descriptors == 2)
			q->desc[first] = (struct vring_desc){
				.addr = headers,
				.len = NET_HEADER_SIZE,
				.flags = VRING_DESC_F_WRITE | VRING_DESC_F_NEXT,
				.next = first + 1,
			};
		q->desc[first + descriptors - 1] = (struct vring_desc){
			.addr = MEMORY + FRAMES + i * FRAME_SIZE,
			.len = FRAME_SIZE,
			.flags = VRING_DESC_F_WRITE,
		};
		legacy_queue_offer(q, first);
	}
}

static void ask_peer(struct player *p)
{
	size_t header = p->frame_descriptors == 1 ? NET_HEADER_SIZE : 0;
	struct request_memory m = request_memory(p);
	struct legacy_queue *q = &p->queues[NET_RX];
	struct legacy_net net = {};
	bool answered = false;

	memcpy(net.mac, p->mac, sizeof(net.mac));
	p->type->make(&p->queues[NET_TX], &m);
	out16(p->vf, REG_QUEUE_NOTIFY, NET_TX);
	while (!answered) {
		struct vring_used_elem *elem;
		uint8_t *frame;

		if (!within(NET_PATIENCE, legacy_queue_used(q) != q->seen))
			fail_msg("no answer from the peer");
		elem = &q->used->ring[q->seen++ % q->size];
		frame = p->memory + FRAMES +
			elem->id / p->frame_descriptors * FRAME_SIZE + header;
		answered =
			net_is_answer(&net, frame, elem->len - NET_HEADER_SIZE);
		legacy_queue_offer(q, elem->id);
		out16(p->vf, REG_QUEUE_NOTIFY, NET_RX);
	}
}

static void hear(struct player *p, enum step_op op,
		 const struct legacy_queue *q)
{
	long long end = now_ms() + PATIENCE;

	if (op == REQUEST)
		return;
	if (op == REQUEST_BY_VECTOR) {
		if (!fired(p->fds[p->type->queue + 1], PATIENCE))
			fail_msg("no interrupt by the queue's vector");
		return;
	}
	/* It may be the device's other business, as a frame received. */
	do {
		if (!fired(p->fds[0], PATIENCE))
			fail_msg("no interrupt by the line");
		assert_int_not_equal(in8(p->vf, REG_ISR) & ISR_QUEUE, 0);
		check_equal(line_unmask(p->vf), 0, "unmask");
	} while (!legacy_queue_is_done(q, 0) && now_ms() < end);
}

static void request(struct player *p, enum step_op op, uint32_t when)
{
	struct legacy_queue *q = &p->queues[p->type->queue];
	struct request_memory m = request_memory(p);

	if (when == EARLY && !p->type->early) {
		offer_frames(p, 1);
		out16(p->vf, REG_QUEUE_NOTIFY, NET_RX);
		return;
	}
	p->type->make(q, &m);
	out16(p->vf, REG_QUEUE_NOTIFY, p->type->queue);
	hear(p, op, q);
	if (!legacy_queue_is_done(q, PATIENCE))
		fail_msg("the request is not answered");
	p->type->check(&m);
}

static void set_interrupts(struct player *p, enum step_op op)
{
	if (op == MSIX) {
		enable_msix(p->vf, p->fds, p->type->queues + 1);
		p->msix = true;
	} else {
		p->fds[0] = enable_line(p->vf);
		p->line = true;
	}
}

static void play_steps(struct player *p, const struct step *steps);

static void play_step(struct player *p, const struct step *step)
{
	struct vf *vf = p->vf;
	uint32_t value = step->value;

	switch (step->op) {
	case END:
		break;
	case PLAY:
		play_steps(p, step->steps);
		break;
	case COMMAND:
		set_conf16(vf, PCI_COMMAND, value);
		break;
	case SAVE_COMMAND:
		p->command = conf16(vf, PCI_COMMAND);
		break;
	case RESTORE_COMMAND:
		set_conf16(vf, PCI_COMMAND, p->command);
		break;
	case POWER:
		set_power(p, value);
		break;
	case LOW_POWER:
		low_power(p);
		break;
	case MSIX:
	case LINE:
		set_interrupts(p, step->op);
		break;
	case FUNCTION_RESET:
		check_equal(reset(vf), 0, "VFIO_DEVICE_RESET");
		break;
	case RESET:
		reset_device(p, value);
		break;
	case STATUS:
		out8(vf, REG_STATUS, value);
		break;
	case STATUS_ADD:
		out8(vf, REG_STATUS, in8(vf, REG_STATUS) | value);
		break;
	case STATUS_IS:
		check_equal(in8(vf, REG_STATUS), value, "status");
		break;
	case FEATURES:
		p->offered = in32(vf, REG_DEVICE_FEATURES);
		break;
	case TAKE:
		out32(vf, REG_DRIVER_FEATURES, p->offered & value);
		break;
	case QUEUE:
		p->at_hand = value;
		out16(vf, REG_QUEUE_SELECT, value);
		break;
	case AT_HAND:
		p->at_hand = value;
		break;
	case ALL_QUEUES:
		for (p->at_hand = 0; p->at_hand < p->type->queues; p->at_hand++)
			play_steps(p, step->steps);
		break;
	case SELECT:
		out16(vf, REG_QUEUE_SELECT, p->at_hand);
		break;
	case SIZE:
		read_size(p, value);
		break;
	case TRY_QUEUES:
		try_queues(p, value);
		break;
	case IS_FREE:
		check_equal(in32(vf, REG_QUEUE_ADDRESS), 0,
			    "address of queue %u", p->at_hand);
		break;
	case ADDRESS:
		out32(vf, REG_QUEUE_ADDRESS, queue_at_hand(p)->address);
		break;
	case ADDRESS_IS:
		check_equal(in32(vf, REG_QUEUE_ADDRESS),
			    queue_at_hand(p)->address, "address of queue %u",
			    p->at_hand);
		break;
	case NO_ADDRESS:
		out32(vf, REG_QUEUE_ADDRESS, 0);
		break;
	case VECTOR:
		out16(vf, REG_QUEUE_VECTOR, p->at_hand + 1);
		break;
	case VECTOR_IS:
		check_equal(in16(vf, REG_QUEUE_VECTOR), p->at_hand + 1,
			    "vector of queue %u", p->at_hand);
		break;
	case CONFIG_VECTOR:
		out16(vf, REG_CONFIG_VECTOR, 0);
		check_equal(in16(vf, REG_CONFIG_VECTOR), 0,
			    "configuration vector");
		break;
	case KICK:
		out16(vf, REG_QUEUE_NOTIFY, value);
		break;
	case CONFIG_BYTES:
		read_config_bytes(p, value);
		break;
	case CONFIG_32:
		read_config_32(p, value);
		break;
	case READ_MAC:
		read_mac(p);
		break;
	case WRITE_MAC:
		write_mac(p);
		break;
	case RECEIVE:
		offer_frames(p, value);
		break;
	case REQUEST:
	case REQUEST_BY_VECTOR:
	case REQUEST_BY_LINE:
		request(p, step->op, value);
		break;
	case ASK_PEER:
		ask_peer(p);
		break;
	}
}

static void play_steps(struct player *p, const struct step *steps)
{
	for (const struct step *step = steps; step->op != END; step++) {
		p->step++;
		play_step(p, step);
	}
}

void play(struct player *p, struct vf *vf, const struct request_type *type,
	  const struct step *steps)
{
	memset(p, 0, sizeof(*p));
	p->vf = vf;
	p->type = type;
	p->memory = dma_alloc(vf, MEMORY, MEMORY_SIZE);
	play_steps(p, steps);
	p->step = 0;
}

void play_reach(struct player *p, struct vf *vf)
{
	dma_map(vf, MEMORY, p->memory, MEMORY_SIZE);
}

void play_interrupts(struct player *p, struct vf *vf)
{
	if (p->msix) {
		disable_msix(p->vf, p->fds, p->type->queues + 1);
		enable_msix(vf, p->fds, p->type->queues + 1);
	}
	if (p->line) {
		disable_line(p->vf, p->fds[0]);
		p->fds[0] = enable_line(vf);
	}
}

void play_on(struct player *p, struct vf *vf, const struct step *steps)
{
	p->vf = vf;
	play_steps(p, steps);
	p->step = 0;
}

void play_over(struct player *p)
{
	if (!p->memory)
		return;
	if (p->step)
		print_error("it was step %u\n", p->step);
	reset(p->vf);
	if (p->msix)
		disable_msix(p->vf, p->fds, p->type->queues + 1);
	if (p->line)
		disable_line(p->vf, p->fds[0]);
	dma_free(p->vf, MEMORY, p->memory, MEMORY_SIZE);
	p->memory = NULL;
}
