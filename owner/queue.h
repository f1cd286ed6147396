/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands of many members on one administration queue: in order for each member,
 * turn by turn between them, none waited for longer than its sender likes.
 */
#ifndef VOWNER_QUEUE_H
#define VOWNER_QUEUE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/virtio.h>

/*
 * Commands at the device at a time, so that one more has no more than these before
 * it. Each takes two descriptors, and some for its pages if it has any.
 */
#define VOWNER_WINDOW		16

struct vowner_command;
struct vowner_member;

/**
 * struct vowner_queue - an administration queue
 * @lock: protects all of it, and its members; taken by the interrupt handler
 * @vq: NULL while the device is not up
 * @size: descriptors of its ring
 * @open: members may send
 * @generation: of the PF while it is open; else 0
 * @ready: members with a command to be sent, and none at the device
 * @in_flight: number of commands at the device
 */
struct vowner_queue {
	spinlock_t lock; /* protects all of it */
	struct virtqueue *vq;
	unsigned int size;
	bool open;
	u64 generation;
	struct list_head ready;
	unsigned int in_flight;
};

void vowner_queue_init(struct vowner_queue *queue);
void vowner_queue_up(struct vowner_queue *queue, struct virtqueue *vq);
void vowner_queue_open(struct vowner_queue *queue, u64 generation);
struct virtqueue *vowner_queue_down(struct vowner_queue *queue);
void vowner_queue_done(struct vowner_queue *queue);

int vowner_queue_send(struct vowner_command *command);
bool vowner_queue_abandon(struct vowner_command *command, int *why);
void vowner_queue_retry(struct vowner_member *member);
void vowner_queue_overdue(struct vowner_member *member);
void vowner_queue_fail(struct vowner_member *member);

#endif
