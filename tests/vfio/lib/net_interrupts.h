/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts of a network VF: one made when it is wanted and none besides, or
 * those by which a driver hears from its peer.
 */
#ifndef TESTS_VFIO_NET_INTERRUPTS_H
#define TESTS_VFIO_NET_INTERRUPTS_H

#include "legacy_net.h"

/*
 * As net_start() without MSI-X; what is received makes no interrupt, for nobody
 * knows when something comes.
 */
void start_without_rx_interrupts(struct legacy_net *net, struct vf *vf);
/* Send a frame, which the device will tell of. */
void make_interrupt(struct legacy_net *net);
/* The same, until the line is up. */
void raise_line(struct legacy_net *net);

/*
 * Wait for the answer to net_ask_peer(), the way an interrupt handler does:
 * woken by nothing but @fd. False: nobody has told of it. The line is unmasked
 * behind each interrupt, by an eventfd if there is one (KVM's way).
 */
bool hear_by_line(struct legacy_net *net, int fd);
bool hear_by_line_and_eventfd(struct legacy_net *net, int fd, int unmask);
bool hear_by_vector(struct legacy_net *net, int fd);
/*
 * From the start of the device to its end: the peer's answer is told by the vectors of
 * both queues, or by the line.
 */
void exchange_by_vectors(struct legacy_net *net, struct vf *vf);
void exchange_by_line(struct legacy_net *net, struct vf *vf);
/* Fail the running test with all that is known of what did not come. */
void nothing_heard(struct legacy_net *net, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
