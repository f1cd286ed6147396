/* SPDX-License-Identifier: GPL-2.0-only */
/* A member of the group, and its commands. */
#ifndef VOWNER_MEMBER_H
#define VOWNER_MEMBER_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "admin_cmd.h"

/* Posted commands of a member that have not been sent. */
#define VOWNER_POSTED_MAX	32

struct vowner_queue;
struct vowner_object;
struct vowner;

/**
 * struct vowner_member - a member of the group, or the group itself
 * @owner: whose member it is
 * @queue: the one that all of its commands go by
 * @number: from 1; 0 for the group itself
 * @node: in the list of all members of the owner
 * @ready: in the queue's list
 * @waiting: commands that have not been sent
 * @nr_waiting: their number
 * @in_flight: the one at the device, or NULL
 * @posted: posted commands that are not done
 * @failures: posted commands that failed
 * @spare: memory for the next command, or NULL
 * @overdue: a sender has waited in vain for what is at the device
 * @overdue_since: from when on, in jiffies
 * @backing_off: the first of @waiting is tried again when @timer runs out
 * @timer: see @backing_off
 * @changed: woken when a command is done
 * @object: its resource object for device parts, or NULL; its user's, as what follows
 * @object_generation: of the PF when that was made
 */
struct vowner_member {
	struct vowner *owner;
	struct vowner_queue *queue;
	u64 number;
	struct list_head node;
	struct list_head ready;
	struct list_head waiting;
	unsigned int nr_waiting;
	struct vowner_command *in_flight;
	unsigned int posted;
	u64 failures;
	struct vowner_command *spare;
	bool overdue;
	unsigned long overdue_since;
	bool backing_off;
	struct timer_list timer;
	wait_queue_head_t changed;
	struct vowner_object *object;
	u64 object_generation;
};

/**
 * struct vowner_command - a command on its way
 * @node: in the member's list, until it is at the device
 * @member: whose it is
 * @cmd: what it says, and the answer
 * @wire: its buffers; the device's from when it is sent until it is done
 * @posted: nobody waits, and the queue frees it
 * @abandoned: nobody waits any more, and the queue frees it
 * @finished: it is done
 * @tries: how often a posted one has been sent
 * @give_up: when it is not sent again, in jiffies
 * @ret: how it went
 * @done: for who waits
 */
struct vowner_command {
	struct list_head node;
	struct vowner_member *member;
	struct vowner_cmd cmd;
	struct vowner_cmd_wire *wire;
	bool posted;
	bool abandoned;
	bool finished;
	unsigned int tries;
	unsigned long give_up;
	int ret;
	struct completion done;
};

void vowner_command_free(struct vowner_command *command);

void vowner_member_init(struct vowner_member *member, struct vowner *owner,
			struct vowner_queue *queue, u64 number);
void vowner_member_release(struct vowner_member *member);
void vowner_member_down(struct vowner_member *member);
bool vowner_member_is_idle(struct vowner_member *member);
int vowner_member_exec(struct vowner_member *member, struct vowner_cmd *cmd,
		       unsigned long deadline);
int vowner_member_post(struct vowner_member *member, const struct vowner_cmd *cmd,
		       unsigned long deadline);
int vowner_member_flush(struct vowner_member *member, unsigned long deadline);
int vowner_member_drain(struct vowner_member *member, unsigned long deadline);

#endif
