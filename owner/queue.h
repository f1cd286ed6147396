/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands of many members on one administration queue: in order for each member,
 * turn by turn between them, none waited for longer than its sender likes.
 */
#ifndef VIRTIO_OWNER_QUEUE_H
#define VIRTIO_OWNER_QUEUE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/virtio.h>
#include <linux/wait.h>

#include "virtio_owner.h"

/*
 * Commands at the device at a time, so that one more has no more than these before
 * it. Each takes two descriptors.
 */
#define OWNER_WINDOW		16
/* Posted commands of a member that have not been sent. */
#define OWNER_POSTED_MAX	32

/**
 * struct owner_queue - an administration queue
 * @lock: protects all of it, and its members; taken by the interrupt handler
 * @vq: NULL while the device is not up
 * @open: members may send
 * @ready: members with a command to be sent, and none at the device
 * @out: commands at the device
 */
struct owner_queue {
	spinlock_t lock; /* protects all of it */
	struct virtqueue *vq;
	bool open;
	struct list_head ready;
	unsigned int out;
};

struct owner;

/**
 * struct owner_member - a member of the group, or the group itself
 * @owner: whose member it is
 * @queue: the one that all of its commands go by
 * @number: from 1; 0 for the group itself
 * @node: in the list of all members of the owner
 * @ready: in the queue's list
 * @waiting: commands that have not been sent
 * @nr_waiting: their number
 * @out: the one at the device
 * @posted: posted commands that are not done
 * @failures: posted commands that failed
 * @overdue: a sender has waited in vain for what is at the device
 * @overdue_since: from when on, in jiffies
 * @backing_off: the first of @waiting is tried again when @timer runs out
 * @timer: see @backing_off
 * @changed: woken when a command is done
 */
struct owner_member {
	struct owner *owner;
	struct owner_queue *queue;
	u64 number;
	struct list_head node;
	struct list_head ready;
	struct list_head waiting;
	unsigned int nr_waiting;
	struct owner_command *out;
	unsigned int posted;
	u64 failures;
	bool overdue;
	unsigned long overdue_since;
	bool backing_off;
	struct timer_list timer;
	wait_queue_head_t changed;
};

void owner_queue_init(struct owner_queue *queue);
void owner_queue_up(struct owner_queue *queue, struct virtqueue *vq);
void owner_queue_open(struct owner_queue *queue);
struct virtqueue *owner_queue_down(struct owner_queue *queue);
void owner_queue_done(struct owner_queue *queue);

void owner_member_init(struct owner_member *member, struct owner *owner,
		       struct owner_queue *queue, u64 number);
void owner_member_down(struct owner_member *member);
bool owner_member_idle(struct owner_member *member);
int owner_member_exec(struct owner_member *member, struct admin_cmd *cmd,
		      unsigned long deadline);
int owner_member_post(struct owner_member *member, const struct admin_cmd *cmd,
		      unsigned long deadline);
int owner_member_settle(struct owner_member *member, unsigned long deadline);
int owner_member_quiet(struct owner_member *member, unsigned long deadline);

#endif
