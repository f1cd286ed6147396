// SPDX-License-Identifier: GPL-2.0-only
/* A virtio 0.9 network driver in user space. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "legacy_net.h"
#include "registers.h"

/* The driver's memory, as the device sees it. */
#define MEMORY	       0x1000000ull
#define MEMORY_SIZE    0x40000
#define RINGS(queue)   (LEGACY_QUEUE_MEMORY * (queue))
#define BUFFERS(queue) (0x20000 + 0x10000 * (queue))
#define BUFFER_SIZE    2048
#define BUFFERS_EACH   16

#define NET_HEADER_SIZE_MERGEABLE 12

#define FEATURE_MAC    0x20u
#define FEATURE_STATUS 0x10000u
#define FEATURE_MRG    0x8000u

bool net_mergeable;

void net_nap(void)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	nanosleep(&ms, NULL);
}

void net_take_memory(struct legacy_net *net, struct vf *vf, size_t header)
{
	memset(net, 0, sizeof(*net));
	net->vf = vf;
	net->header = header;
	net->memory = dma_alloc(vf, MEMORY, MEMORY_SIZE);
}

uint64_t net_lay_out(struct legacy_net *net, uint16_t index, uint16_t size)
{
	legacy_queue_lay_out(&net->queues[index], net->memory + RINGS(index),
			     MEMORY + RINGS(index), size);
	return MEMORY + RINGS(index);
}

static void start_queue(struct legacy_net *net, uint16_t index, bool msix)
{
	struct legacy_queue *q = &net->queues[index];
	struct vf *vf = net->vf;
	uint16_t size;

	out16(vf, REG_QUEUE_SELECT, index);
	size = in16(vf, REG_QUEUE_SIZE);
	assert_in_range(size, BUFFERS_EACH, LEGACY_QUEUE_MAX_ENTRIES);
	check_equal(in32(vf, REG_QUEUE_ADDRESS), 0, "address of idle queue %u",
		    index);

	net_lay_out(net, index, size);
	out32(vf, REG_QUEUE_ADDRESS, q->address);
	check_equal(in32(vf, REG_QUEUE_ADDRESS), q->address,
		    "address of queue %u", index);
	if (msix) {
		out16(vf, REG_QUEUE_VECTOR, index + 1);
		check_equal(in16(vf, REG_QUEUE_VECTOR), index + 1,
			    "vector of queue %u", index);
	}
}

void net_fill(struct legacy_net *net)
{
	struct legacy_queue *q = &net->queues[NET_RX];

	for (uint16_t i = 0; i < BUFFERS_EACH; i++) {
		q->desc[i] = (struct vring_desc){
			.addr = MEMORY + BUFFERS(NET_RX) + i * BUFFER_SIZE,
			.len = BUFFER_SIZE,
			.flags = VRING_DESC_F_WRITE,
		};
		legacy_queue_offer(q, i);
	}
}

void net_prepare(struct legacy_net *net, struct vf *vf, bool msix)
{
	const uint32_t wanted = FEATURE_MAC | FEATURE_STATUS |
				(net_mergeable ? FEATURE_MRG : 0);

	net_take_memory(net, vf,
			net_mergeable ? NET_HEADER_SIZE_MERGEABLE
				      : NET_HEADER_SIZE);
	enable_io(vf);
	out8(vf, REG_STATUS, 0);
	check_equal(in8(vf, REG_STATUS), 0, "status after reset");
	out8(vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	out8(vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);

	net->features = in32(vf, REG_DEVICE_FEATURES);
	check_equal(net->features & wanted, wanted, "features offered");
	out32(vf, REG_DRIVER_FEATURES, wanted);
	check_equal(in32(vf, REG_DRIVER_FEATURES), wanted, "features taken");
	for (int i = 0; i < 6; i++)
		net->mac[i] = in8(vf, DEVICE_CONFIG(msix) + NET_MAC + i);

	if (msix) {
		out16(vf, REG_CONFIG_VECTOR, 0);
		check_equal(in16(vf, REG_CONFIG_VECTOR), 0,
			    "configuration vector");
	}
	start_queue(net, NET_RX, msix);
	start_queue(net, NET_TX, msix);
	net_fill(net);
}

void net_go(struct legacy_net *net)
{
	out8(net->vf, REG_STATUS,
	     STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
	net_kick(net, NET_RX);
}

void net_start(struct legacy_net *net, struct vf *vf, bool msix)
{
	net_prepare(net, vf, msix);
	net_go(net);
}

void net_stop(struct legacy_net *net)
{
	out8(net->vf, REG_STATUS, 0);
	check_equal(in8(net->vf, REG_STATUS), 0, "status after reset");
	net_forget(net);
}

void net_forget(struct legacy_net *net)
{
	dma_free(net->vf, MEMORY, net->memory, MEMORY_SIZE);
}

void net_queue_frame(struct legacy_net *net, const void *frame, size_t len)
{
	struct legacy_queue *q = &net->queues[NET_TX];
	uint16_t i = q->avail->idx % BUFFERS_EACH;
	size_t at = BUFFERS(NET_TX) + i * BUFFER_SIZE;

	assert_in_range(len, 1, NET_FRAME_MAX);
	memset(net->memory + at, 0, net->header);
	memcpy(net->memory + at + net->header, frame, len);
	q->desc[i] = (struct vring_desc){
		.addr = MEMORY + at,
		.len = net->header + len,
	};
	legacy_queue_offer(q, i);
}

void net_kick(struct legacy_net *net, uint16_t queue)
{
	if (net->kick)
		net->kick(net, queue);
	else
		out16(net->vf, REG_QUEUE_NOTIFY, queue);
}

bool net_sent(struct legacy_net *net, int ms)
{
	struct legacy_queue *q = &net->queues[NET_TX];

	return legacy_queue_is_done(q, ms);
}

size_t net_receive(struct legacy_net *net, uint8_t frame[NET_FRAME_MAX], int ms)
{
	struct legacy_queue *q = &net->queues[NET_RX];
	struct vring_used_elem *elem;
	size_t len;

	while (legacy_queue_used(q) == q->seen && ms-- > 0)
		net_nap();
	if (legacy_queue_used(q) == q->seen)
		return 0;

	elem = &q->used->ring[q->seen++ % q->size];
	assert_in_range(elem->id, 0, BUFFERS_EACH - 1);
	assert_in_range(elem->len, net->header + 14, BUFFER_SIZE);
	len = elem->len - net->header;
	if (len > NET_FRAME_MAX)
		len = NET_FRAME_MAX;
	memcpy(frame,
	       net->memory + BUFFERS(NET_RX) + elem->id * BUFFER_SIZE +
		       net->header,
	       len);
	legacy_queue_offer(q, elem->id);
	/* The device may have run out of buffers and wait to hear of more. */
	net_kick(net, NET_RX);
	return len;
}

static uint32_t peer_address(void)
{
	const char *peer = getenv("PEER");

	return inet_addr(peer ? peer : "192.168.77.1");
}

/* With no sender address (a probe), so that nobody learns anything from it. */
size_t net_arp_request(struct legacy_net *net, uint8_t frame[NET_FRAME_MAX])
{
	static const uint8_t arp[] = {
		0x08, 0x06, /* Ethernet type */
		0,    1,    8, 0, 6, 4, 0, 1, /* request */
	};
	uint32_t peer = peer_address();

	memset(frame, 0, 60);
	memset(frame, 0xff, 6);
	memcpy(frame + 6, net->mac, 6);
	memcpy(frame + 12, arp, sizeof(arp));
	memcpy(frame + 22, net->mac, 6);
	memcpy(frame + 38, &peer, 4);
	return 60;
}

bool net_is_answer(struct legacy_net *net, const uint8_t *frame, size_t len)
{
	uint32_t peer = peer_address();

	return len >= 42 && !memcmp(frame, net->mac, 6) && frame[12] == 0x08 &&
	       frame[13] == 0x06 && frame[21] == 2 &&
	       !memcmp(frame + 28, &peer, 4);
}

void net_reach(struct legacy_net *net, struct vf *vf)
{
	dma_map(vf, MEMORY, net->memory, MEMORY_SIZE);
}

void net_leave(struct vf *vf)
{
	dma_unmap(vf, MEMORY, MEMORY_SIZE);
}

void net_move(struct legacy_net *net, struct vf *vf)
{
	net->vf = vf;
}

void net_ask_peer(struct legacy_net *net)
{
	uint8_t frame[NET_FRAME_MAX];

	net_queue_frame(net, frame, net_arp_request(net, frame));
	net_kick(net, NET_TX);
}

void net_hear_peer(struct legacy_net *net)
{
	uint8_t frame[NET_FRAME_MAX];
	int others = 0;
	size_t len;

	while ((len = net_receive(net, frame, NET_PATIENCE))) {
		if (net_is_answer(net, frame, len))
			return;
		others++;
	}
	fail_msg("no answer from the peer; our frame was %s, %d others came",
		 net_sent(net, 0) ? "taken" : "not taken", others);
}
