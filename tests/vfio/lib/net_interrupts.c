// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts of a network VF. */
#include <stdio.h>

#include <linux/virtio_ring.h>

#include "check.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

void start_without_rx_interrupts(struct legacy_net *net, struct vf *vf)
{
	net_prepare(net, vf, false);
	net->queues[NET_RX].avail->flags = VRING_AVAIL_F_NO_INTERRUPT;
	net_go(net);
}

void make_interrupt(struct legacy_net *net)
{
	uint8_t frame[NET_FRAME_MAX];

	net_queue_frame(net, frame, net_arp_request(net, frame));
	net_kick(net, NET_TX);
	assert_true(net_sent(net, NET_PATIENCE));
}

void raise_line(struct legacy_net *net)
{
	long end = now_ms() + NET_PATIENCE;

	make_interrupt(net);
	while (!line_is_up(net->vf))
		assert_true(now_ms() < end);
}

/* All that has come; the number of answers among it. */
static int take_frames(struct legacy_net *net)
{
	uint8_t frame[NET_FRAME_MAX];
	int answers = 0;
	size_t len;

	while ((len = net_receive(net, frame, 0)))
		answers += net_is_answer(net, frame, len);
	return answers;
}

bool hear_by_line(struct legacy_net *net, int fd)
{
	return hear_by_line_and_eventfd(net, fd, -1);
}

bool hear_by_line_and_eventfd(struct legacy_net *net, int fd, int unmask)
{
	long end = now_ms() + NET_PATIENCE;
	int answers = 0;

	while (!answers && now_ms() < end) {
		if (!fired(fd, NET_PATIENCE))
			return false;
		if (in8(net->vf, REG_ISR) & ISR_QUEUE)
			answers = take_frames(net);
		if (unmask >= 0)
			write_eventfd(unmask);
		else
			check_equal(line_unmask(net->vf), 0, "unmask");
	}
	return answers;
}

bool hear_by_vector(struct legacy_net *net, int fd)
{
	long end = now_ms() + NET_PATIENCE;
	int answers = 0;

	while (!answers && now_ms() < end) {
		if (!fired(fd, NET_PATIENCE))
			return false;
		answers = take_frames(net);
	}
	return answers;
}

void nothing_heard(struct legacy_net *net, const char *fmt, ...)
{
	struct legacy_queue *rx = &net->queues[NET_RX];
	struct legacy_queue *tx = &net->queues[NET_TX];
	bool up = line_is_up(net->vf);
	char text[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	print_error("line %s, ISR %u, status %u\n", up ? "up" : "down",
		    in8(net->vf, REG_ISR), in8(net->vf, REG_STATUS));
	print_error("%u of %u frames sent, %u received and not seen\n",
		    legacy_queue_used(tx), tx->avail->idx,
		    (uint16_t)(legacy_queue_used(rx) - rx->seen));
	fail_msg("%s: nothing was heard", text);
}

/* One for the configuration, and one for each queue that is used. */
#define VECTORS 3

void exchange_by_vectors(struct legacy_net *net, struct vf *vf)
{
	int fds[VECTORS];

	enable_msix(vf, fds, VECTORS);
	net_mergeable = true;
	net_start(net, vf, true);
	net_ask_peer(net);
	assert_true(fired(fds[1], NET_PATIENCE));
	assert_true(fired(fds[2], NET_PATIENCE));
	net_hear_peer(net);
	net_stop(net);
	disable_msix(vf, fds, VECTORS);
}

void exchange_by_line(struct legacy_net *net, struct vf *vf)
{
	int fd = enable_line(vf);

	net_start(net, vf, false);
	in8(vf, REG_ISR);
	signals(fd);
	line_unmask(vf);
	net_ask_peer(net);
	assert_true(fired(fd, NET_PATIENCE));
	assert_true(line_is_up(vf));
	check_equal(in8(vf, REG_ISR) & ISR_QUEUE, ISR_QUEUE, "ISR");
	assert_false(line_is_up(vf));
	net_hear_peer(net);
	net_stop(net);
	disable_line(vf, fd);
}
