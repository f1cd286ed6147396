// SPDX-License-Identifier: GPL-2.0-only
/* The order of commands, their way to the device and back. */
#include "compat.h"

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "queue.h"
#include "retry.h"

/**
 * struct owner_command - a command on its way
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
struct owner_command {
	struct list_head node;
	struct owner_member *member;
	struct admin_cmd cmd;
	struct admin_cmd_wire *wire;
	bool posted;
	bool abandoned;
	bool finished;
	unsigned int tries;
	unsigned long give_up;
	int ret;
	struct completion done;
};

static struct owner_command *command_new(struct owner_member *member,
					 const struct admin_cmd *cmd)
{
	struct owner_command *command;

	command = kzalloc(sizeof(*command), GFP_KERNEL_ACCOUNT);
	if (!command)
		return NULL;
	/* Memory of its own, as the device writes to it. */
	command->wire = kzalloc(sizeof(*command->wire), GFP_KERNEL_ACCOUNT);
	if (!command->wire) {
		kfree(command);
		return NULL;
	}
	command->member = member;
	command->cmd = *cmd;
	init_completion(&command->done);
	return command;
}

static void command_free(struct owner_command *command)
{
	kfree(command->wire);
	kfree(command);
}

static void make_ready(struct owner_member *member)
{
	lockdep_assert_held(&member->queue->lock);

	if (member->out || member->backing_off ||
	    list_empty(&member->waiting) || !list_empty(&member->ready))
		return;
	list_add_tail(&member->ready, &member->queue->ready);
}

static void finish(struct owner_command *command, int ret)
{
	struct owner_member *member = command->member;

	lockdep_assert_held(&member->queue->lock);

	command->ret = ret;
	command->finished = true;
	if (command->posted) {
		member->posted--;
		if (ret)
			member->failures++;
		command_free(command);
	} else if (command->abandoned) {
		command_free(command);
	} else {
		complete(&command->done);
	}
	wake_up_all(&member->changed);
}

static int add_to_ring(struct owner_queue *queue, struct owner_command *command)
{
	struct scatterlist out, in, *sgs[] = { &out, &in };
	size_t readable, writable;

	readable = admin_cmd_encode(&command->cmd, command->wire, &writable);
	sg_init_one(&out, command->wire->readable, readable);
	sg_init_one(&in, command->wire->writable, writable);
	/* Under a spinlock: with indirect descriptors this allocates. */
	return virtqueue_add_sgs(queue->vq, sgs, 1, 1, command, GFP_ATOMIC);
}

/* One command of each member in turn, as long as there is room. */
static void dispatch(struct owner_queue *queue)
{
	struct owner_command *command;
	struct owner_member *member;
	bool kick = false;
	int ret;

	lockdep_assert_held(&queue->lock);

	while (queue->vq && queue->out < OWNER_WINDOW &&
	       !list_empty(&queue->ready)) {
		member = list_first_entry(&queue->ready, struct owner_member,
					  ready);
		command = list_first_entry(&member->waiting,
					   struct owner_command, node);
		ret = add_to_ring(queue, command);
		if (ret == -ENOSPC)
			break;
		list_del_init(&member->ready);
		list_del(&command->node);
		member->nr_waiting--;
		if (ret) {
			finish(command, ret);
			make_ready(member);
			continue;
		}
		command->tries++;
		member->out = command;
		queue->out++;
		kick = true;
	}
	if (kick)
		virtqueue_kick(queue->vq);
}

/* Nobody hears of a posted command that fails, so it is tried again from here. */
static bool try_again(struct owner_command *command, int ret)
{
	struct owner_member *member = command->member;
	unsigned long delay;

	if (!command->posted || !retry_worthwhile(ret))
		return false;
	delay = msecs_to_jiffies(retry_delay_ms(command->tries));
	if (time_after(jiffies + delay, command->give_up))
		return false;
	list_add(&command->node, &member->waiting);
	member->nr_waiting++;
	member->backing_off = true;
	mod_timer(&member->timer, jiffies + delay);
	return true;
}

static void take_back(struct owner_queue *queue, struct owner_command *command,
		      size_t used)
{
	struct owner_member *member = command->member;
	int ret;

	queue->out--;
	member->out = NULL;
	member->overdue = false;
	ret = admin_cmd_decode(&command->cmd, command->wire, used);
	if (!try_again(command, ret))
		finish(command, ret);
	make_ready(member);
}

/**
 * owner_queue_done - the device has done commands
 * @queue: the queue; called by its interrupt
 */
void owner_queue_done(struct owner_queue *queue)
{
	struct owner_command *command;
	unsigned long flags;
	unsigned int used;

	spin_lock_irqsave(&queue->lock, flags);
	if (queue->vq) {
		do {
			virtqueue_disable_cb(queue->vq);
			while ((command = virtqueue_get_buf(queue->vq, &used)))
				take_back(queue, command, used);
		} while (!virtqueue_enable_cb(queue->vq));
		dispatch(queue);
	}
	spin_unlock_irqrestore(&queue->lock, flags);
}

/**
 * owner_queue_init - set up a queue that is down
 * @queue: to set up
 */
void owner_queue_init(struct owner_queue *queue)
{
	memset(queue, 0, sizeof(*queue));
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->ready);
}

/**
 * owner_queue_up - the queue has a ring; the group itself may send
 * @queue: one that is down
 * @vq: the ring
 */
void owner_queue_up(struct owner_queue *queue, struct virtqueue *vq)
{
	spin_lock_irq(&queue->lock);
	queue->vq = vq;
	spin_unlock_irq(&queue->lock);
}

/**
 * owner_queue_open - members may send
 * @queue: one that is up
 */
void owner_queue_open(struct owner_queue *queue)
{
	spin_lock_irq(&queue->lock);
	queue->open = queue->vq;
	spin_unlock_irq(&queue->lock);
}

/**
 * owner_queue_down - take everything back from a device that has been reset
 * @queue: the queue; its interrupt comes no more
 *
 * What waits at its members is for owner_member_down().
 *
 * Return: the ring, to be deleted; NULL if it was down.
 */
struct virtqueue *owner_queue_down(struct owner_queue *queue)
{
	struct owner_command *command;
	struct virtqueue *vq;

	spin_lock_irq(&queue->lock);
	vq = queue->vq;
	queue->vq = NULL;
	queue->open = false;
	while (vq && (command = virtqueue_detach_unused_buf(vq))) {
		command->member->out = NULL;
		command->member->overdue = false;
		finish(command, OWNER_GONE);
	}
	queue->out = 0;
	spin_unlock_irq(&queue->lock);
	return vq;
}

static void back_again(struct timer_list *timer)
{
	struct owner_member *member =
		timer_container_of(member, timer, timer);
	struct owner_queue *queue = member->queue;
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	member->backing_off = false;
	make_ready(member);
	dispatch(queue);
	spin_unlock_irqrestore(&queue->lock, flags);
}

/**
 * owner_member_init - set up a member
 * @member: to set up
 * @owner: whose member it is
 * @queue: for its commands
 * @number: from 1, or 0 for the group itself
 */
void owner_member_init(struct owner_member *member, struct owner *owner,
		       struct owner_queue *queue, u64 number)
{
	memset(member, 0, sizeof(*member));
	member->owner = owner;
	member->queue = queue;
	member->number = number;
	INIT_LIST_HEAD(&member->ready);
	INIT_LIST_HEAD(&member->waiting);
	timer_setup(&member->timer, back_again, 0);
	init_waitqueue_head(&member->changed);
}

/**
 * owner_member_down - fail what waits
 * @member: of a queue that is down
 *
 * May sleep.
 */
void owner_member_down(struct owner_member *member)
{
	struct owner_command *command, *next;

	timer_delete_sync(&member->timer);
	spin_lock_irq(&member->queue->lock);
	member->backing_off = false;
	list_del_init(&member->ready);
	list_for_each_entry_safe(command, next, &member->waiting, node) {
		list_del(&command->node);
		member->nr_waiting--;
		finish(command, OWNER_GONE);
	}
	spin_unlock_irq(&member->queue->lock);
	wake_up_all(&member->changed);
}

/**
 * owner_member_idle - has the device done all of a member's commands?
 * @member: the member
 */
bool owner_member_idle(struct owner_member *member)
{
	bool ret;

	spin_lock_irq(&member->queue->lock);
	ret = !member->out && list_empty(&member->waiting);
	spin_unlock_irq(&member->queue->lock);
	return ret;
}

static bool may_send(struct owner_member *member)
{
	struct owner_queue *queue = member->queue;

	return queue->vq && (queue->open || !member->number);
}

static int enqueue(struct owner_command *command)
{
	struct owner_member *member = command->member;
	struct owner_queue *queue = member->queue;
	int ret = 0;

	spin_lock_irq(&queue->lock);
	if (!may_send(member)) {
		ret = OWNER_GONE;
	} else if (member->overdue) {
		ret = OWNER_UNANSWERED;
	} else {
		list_add_tail(&command->node, &member->waiting);
		member->nr_waiting++;
		member->posted += command->posted;
		make_ready(member);
		dispatch(queue);
	}
	spin_unlock_irq(&queue->lock);
	return ret;
}

static void note_overdue(struct owner_member *member)
{
	lockdep_assert_held(&member->queue->lock);

	if (!member->out || member->overdue)
		return;
	member->overdue_since = jiffies;
	member->overdue = true;
}

/*
 * Stop waiting. Return: whether the command is still ours, done after all or never
 * sent; @why is then what to return if it is not done.
 */
static bool leave(struct owner_command *command, int *why)
{
	struct owner_member *member = command->member;
	bool ours = true;

	spin_lock_irq(&member->queue->lock);
	if (command->finished) {
		*why = command->ret;
	} else if (member->out == command) {
		command->abandoned = true;
		ours = false;
	} else {
		list_del(&command->node);
		member->nr_waiting--;
		if (list_empty(&member->waiting))
			list_del_init(&member->ready);
		if (*why == OWNER_TIMEOUT)
			*why = member->out ? OWNER_UNANSWERED : OWNER_LATE;
	}
	if (*why != OWNER_KILLED)
		note_overdue(member);
	spin_unlock_irq(&member->queue->lock);
	return ours;
}

/**
 * owner_member_exec - see struct virtio_owner_api
 * @member: the member
 * @cmd: the command; its result is filled in
 * @deadline: in jiffies
 */
int owner_member_exec(struct owner_member *member, struct admin_cmd *cmd,
		      unsigned long deadline)
{
	struct owner_command *command;
	long remaining = deadline - jiffies;
	int ret;

	if (remaining <= 0)
		return OWNER_LATE;
	command = command_new(member, cmd);
	if (!command)
		return -ENOMEM;
	ret = enqueue(command);
	if (ret)
		goto out;

	remaining = wait_for_completion_killable_timeout(&command->done,
							 remaining);
	if (remaining > 0) {
		ret = command->ret;
	} else {
		ret = remaining ? OWNER_KILLED : OWNER_TIMEOUT;
		if (!leave(command, &ret))
			return ret;
	}
	if (!ret)
		*cmd = command->cmd;
out:
	command_free(command);
	return ret;
}

static bool has_room(struct owner_member *member)
{
	return READ_ONCE(member->nr_waiting) < OWNER_POSTED_MAX;
}

/* What a wait for a member's commands ended with. */
static int waited(struct owner_member *member, long ret)
{
	if (ret > 0)
		return 0;
	if (ret < 0)
		return OWNER_KILLED;
	spin_lock_irq(&member->queue->lock);
	note_overdue(member);
	spin_unlock_irq(&member->queue->lock);
	return OWNER_UNANSWERED;
}

/**
 * owner_member_post - see struct virtio_owner_api
 * @member: the member
 * @cmd: the command
 * @deadline: in jiffies
 */
int owner_member_post(struct owner_member *member, const struct admin_cmd *cmd,
		      unsigned long deadline)
{
	struct owner_command *command;
	long remaining = deadline - jiffies;
	int ret;

	if (remaining <= 0)
		return OWNER_LATE;
	if (READ_ONCE(member->overdue))
		return OWNER_UNANSWERED;
	ret = waited(member, wait_event_killable_timeout(member->changed,
							 has_room(member),
							 remaining));
	if (ret)
		return ret;

	command = command_new(member, cmd);
	if (!command)
		return -ENOMEM;
	command->posted = true;
	command->give_up = jiffies + msecs_to_jiffies(RETRY_BOUND_MS);
	ret = enqueue(command);
	if (ret)
		command_free(command);
	return ret;
}

/**
 * owner_member_settle - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int owner_member_settle(struct owner_member *member, unsigned long deadline)
{
	long remaining = deadline - jiffies;

	if (!READ_ONCE(member->posted))
		return 0;
	if (READ_ONCE(member->overdue))
		return OWNER_UNANSWERED;
	if (remaining <= 0)
		return OWNER_LATE;
	return waited(member, wait_event_killable_timeout(member->changed,
							  !READ_ONCE(member->posted),
							  remaining));
}

/**
 * owner_member_quiet - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int owner_member_quiet(struct owner_member *member, unsigned long deadline)
{
	long remaining = deadline - jiffies;

	if (owner_member_idle(member))
		return 0;
	if (READ_ONCE(member->overdue))
		return OWNER_UNANSWERED;
	if (remaining <= 0)
		return OWNER_LATE;
	return waited(member, wait_event_timeout(member->changed,
						 owner_member_idle(member),
						 remaining));
}
