/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio 0.9 network driver in user space, as small as one can be: BAR0 for
 * the registers, mapped memory for the two queues, no offloads. Every frame has
 * the 10-byte header in front, or that of 12 bytes if net_mergeable.
 */
#ifndef TESTS_VFIO_LEGACY_NET_H
#define TESTS_VFIO_LEGACY_NET_H

#include "legacy_queue.h"
#include "timing.h"
#include "vf.h"

#define NET_RX	      0
#define NET_TX	      1
#define NET_NO_VECTOR 0xffff
/* For what takes no time but on a busy machine; ms. */
#define NET_PATIENCE  patience_ms(5000)

#define NET_FRAME_MAX	1514
#define NET_HEADER_SIZE 10

/* Drivers that are started from now on take MRG_RXBUF. */
extern bool net_mergeable;

struct legacy_net {
	struct vf *vf;
	size_t header; /* bytes */
	uint8_t *memory;
	uint32_t features;
	uint8_t mac[6];
	struct legacy_queue queues[2];
	/* of a driver that is not a legacy one; else NULL */
	void (*kick)(struct legacy_net *net, uint16_t queue);
};

/*
 * From reset to DRIVER_OK. With MSI-X enabled before, the queues get the
 * vectors 1 (receive) and 2 (transmit); else they use ISR status.
 */
void net_start(struct legacy_net *net, struct vf *vf, bool msix);
/* The same in two steps: all but the last, and DRIVER_OK. */
void net_prepare(struct legacy_net *net, struct vf *vf, bool msix);
void net_go(struct legacy_net *net);
void net_stop(struct legacy_net *net);
/* The device has been reset already: give the memory back. */
void net_forget(struct legacy_net *net);

/*
 * The machine moves: the driver's memory is another VF's, too; and once that is loaded the
 * driver goes on with it.
 */
void net_reach(struct legacy_net *net, struct vf *vf);
/* And it is not any more. */
void net_leave(struct vf *vf);
void net_move(struct legacy_net *net, struct vf *vf);

/* Parts of it for a driver that sets its device up in another way: */
void net_take_memory(struct legacy_net *net, struct vf *vf, size_t header);
/* a queue in memory, and where the device finds it; */
uint64_t net_lay_out(struct legacy_net *net, uint16_t index, uint16_t size);
/* buffers for what is received. */
void net_fill(struct legacy_net *net);

/* Put a frame on the transmit queue, without a kick. */
void net_queue_frame(struct legacy_net *net, const void *frame, size_t len);
void net_kick(struct legacy_net *net, uint16_t queue);
/* A millisecond. */
void net_nap(void);
/* Has the device taken all that was queued, at most @ms from now? */
bool net_sent(struct legacy_net *net, int ms);
/* The next frame received, or 0 if there is none within @ms. */
size_t net_receive(struct legacy_net *net, uint8_t frame[NET_FRAME_MAX],
		   int ms);

/* "Who has the peer's address?", as a frame to be sent; its length. */
size_t net_arp_request(struct legacy_net *net, uint8_t frame[NET_FRAME_MAX]);
/* Is a frame received the answer to it? */
bool net_is_answer(struct legacy_net *net, const uint8_t *frame, size_t len);
/* Send it, wait for the answer, and fail the test if there is none. */
void net_ask_peer(struct legacy_net *net);
void net_hear_peer(struct legacy_net *net);

#endif
