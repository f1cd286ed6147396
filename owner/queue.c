// SPDX-License-Identifier: GPL-2.0-only
/* An administration queue: the order of commands, their way to the device and back. */
#include <linux/jiffies.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "member.h"
#include "objects.h"
#include "command_pages.h"
#include "queue.h"
#include "retry.h"

static void make_ready(struct vowner_member *member)
{
	lockdep_assert_held(&member->queue->lock);

	if (member->in_flight || member->backing_off ||
	    list_empty(&member->waiting) || !list_empty(&member->ready))
		return;
	list_add_tail(&member->ready, &member->queue->ready);
}

static void finish(struct vowner_command *command, int ret)
{
	struct vowner_member *member = command->member;

	lockdep_assert_held(&member->queue->lock);

	command->ret = ret;
	command->finished = true;
	if (command->posted) {
		member->posted--;
		if (ret)
			member->failures++;
		vowner_command_free(command);
	} else if (command->abandoned) {
		vowner_object_answered(&command->cmd, ret);
		vowner_command_free(command);
	} else {
		complete(&command->done);
	}
	wake_up_all(&member->changed);
}

static int add_to_ring(struct vowner_queue *queue, struct vowner_command *command)
{
	const struct vowner_cmd *cmd = &command->cmd;
	struct scatterlist out, in, *sgs[3];
	unsigned int nr_out = 0, nr_in = 0;
	size_t readable, writable;

	readable = vowner_cmd_encode(cmd, command->wire, &writable);
	sg_init_one(&out, command->wire->readable, readable);
	sgs[nr_out++] = &out;
	if (cmd->out_len)
		sgs[nr_out++] = cmd->pages->sg;
	sg_init_one(&in, command->wire->writable, writable);
	sgs[nr_out + nr_in++] = &in;
	if (cmd->in_len)
		sgs[nr_out + nr_in++] = cmd->pages->sg;
	/* Under a spinlock: with indirect descriptors this allocates. */
	return virtqueue_add_sgs(queue->vq, sgs, nr_out, nr_in, command,
				 GFP_ATOMIC);
}

/* One command of each member in turn, as long as there is room. */
static void dispatch(struct vowner_queue *queue)
{
	struct vowner_command *command;
	struct vowner_member *member;
	bool kick = false;
	int ret;

	lockdep_assert_held(&queue->lock);

	while (queue->vq && queue->in_flight < VOWNER_WINDOW &&
	       !list_empty(&queue->ready)) {
		member = list_first_entry(&queue->ready, struct vowner_member,
					  ready);
		command = list_first_entry(&member->waiting,
					   struct vowner_command, node);
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
		member->in_flight = command;
		queue->in_flight++;
		kick = true;
	}
	if (kick)
		virtqueue_kick(queue->vq);
}

/* Nobody hears of a posted command that fails, so it is tried again from here. */
static bool try_again(struct vowner_command *command, int ret)
{
	struct vowner_member *member = command->member;
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

static void take_back(struct vowner_queue *queue, struct vowner_command *command,
		      size_t used)
{
	struct vowner_member *member = command->member;
	int ret;

	queue->in_flight--;
	member->in_flight = NULL;
	member->overdue = false;
	ret = vowner_cmd_decode(&command->cmd, command->wire, used);
	if (!try_again(command, ret))
		finish(command, ret);
	make_ready(member);
}

/**
 * vowner_queue_done - the device has done commands
 * @queue: the queue; called by its interrupt
 */
void vowner_queue_done(struct vowner_queue *queue)
{
	struct vowner_command *command;
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
 * vowner_queue_init - set up a queue that is down
 * @queue: to set up
 */
void vowner_queue_init(struct vowner_queue *queue)
{
	memset(queue, 0, sizeof(*queue));
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->ready);
}

/**
 * vowner_queue_up - the queue has a ring; the group itself may send
 * @queue: one that is down
 * @vq: the ring
 */
void vowner_queue_up(struct vowner_queue *queue, struct virtqueue *vq)
{
	spin_lock_irq(&queue->lock);
	queue->vq = vq;
	queue->size = virtqueue_get_vring_size(vq);
	spin_unlock_irq(&queue->lock);
}

/**
 * vowner_queue_open - members may send
 * @queue: one that is up
 * @generation: of the PF
 */
void vowner_queue_open(struct vowner_queue *queue, u64 generation)
{
	spin_lock_irq(&queue->lock);
	queue->open = queue->vq;
	queue->generation = generation;
	spin_unlock_irq(&queue->lock);
}

/**
 * vowner_queue_down - take everything back from a device that has been reset
 * @queue: the queue; its interrupt comes no more
 *
 * What waits at its members is for vowner_member_down().
 *
 * Return: the ring, to be deleted; NULL if it was down.
 */
struct virtqueue *vowner_queue_down(struct vowner_queue *queue)
{
	struct vowner_command *command;
	struct virtqueue *vq;

	spin_lock_irq(&queue->lock);
	vq = queue->vq;
	queue->vq = NULL;
	queue->open = false;
	queue->generation = 0;
	while (vq && (command = virtqueue_detach_unused_buf(vq))) {
		command->member->in_flight = NULL;
		command->member->overdue = false;
		finish(command, ACCESS_ERR_PF_GONE);
	}
	queue->in_flight = 0;
	spin_unlock_irq(&queue->lock);
	return vq;
}

/**
 * vowner_queue_retry - what a member backed off from may be sent again
 * @member: the member
 *
 * Any context.
 */
void vowner_queue_retry(struct vowner_member *member)
{
	struct vowner_queue *queue = member->queue;
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	member->backing_off = false;
	make_ready(member);
	dispatch(queue);
	spin_unlock_irqrestore(&queue->lock, flags);
}

static int may_send(const struct vowner_command *command)
{
	const struct vowner_member *member = command->member;
	const struct vowner_queue *queue = member->queue;

	if (!queue->vq || (!queue->open && member->number))
		return ACCESS_ERR_PF_GONE;
	if (command->cmd.generation &&
	    command->cmd.generation != queue->generation)
		return -ESTALE;
	return member->overdue ? ACCESS_ERR_UNANSWERED : 0;
}

/**
 * vowner_queue_send - have the device run a command, after its member's earlier ones
 * @command: the command; the queue's until it is done, if this returns 0
 *
 * Return: 0, ACCESS_ERR_PF_GONE, ACCESS_ERR_UNANSWERED, or -ESTALE if it is for another
 * generation of the PF.
 */
int vowner_queue_send(struct vowner_command *command)
{
	struct vowner_member *member = command->member;
	struct vowner_queue *queue = member->queue;
	int ret;

	spin_lock_irq(&queue->lock);
	ret = may_send(command);
	if (!ret) {
		list_add_tail(&command->node, &member->waiting);
		member->nr_waiting++;
		member->posted += command->posted;
		make_ready(member);
		dispatch(queue);
	}
	spin_unlock_irq(&queue->lock);
	return ret;
}

static void set_overdue(struct vowner_member *member)
{
	lockdep_assert_held(&member->queue->lock);

	if (!member->in_flight || member->overdue)
		return;
	member->overdue_since = jiffies;
	member->overdue = true;
}

/**
 * vowner_queue_abandon - nobody waits for a command any more
 * @command: one that was sent and is not posted
 * @why: ACCESS_ERR_TIMEOUT or ACCESS_ERR_KILLED; changed to what the sender returns
 *
 * Return: whether the command is the caller's again, done after all or never at the
 * device; if not, the queue frees it.
 */
bool vowner_queue_abandon(struct vowner_command *command, int *why)
{
	struct vowner_member *member = command->member;
	bool ours = true;

	spin_lock_irq(&member->queue->lock);
	if (command->finished) {
		*why = command->ret;
	} else if (member->in_flight == command) {
		command->abandoned = true;
		vowner_object_abandoned(&command->cmd);
		ours = false;
	} else {
		list_del(&command->node);
		member->nr_waiting--;
		if (list_empty(&member->waiting))
			list_del_init(&member->ready);
		if (*why == ACCESS_ERR_TIMEOUT)
			*why = member->in_flight ? ACCESS_ERR_UNANSWERED :
						   ACCESS_ERR_LATE;
	}
	if (*why != ACCESS_ERR_KILLED)
		set_overdue(member);
	spin_unlock_irq(&member->queue->lock);
	return ours;
}

/**
 * vowner_queue_overdue - a sender has waited in vain for what is at the device
 * @member: whose command it is; nothing happens if there is none
 */
void vowner_queue_overdue(struct vowner_member *member)
{
	spin_lock_irq(&member->queue->lock);
	set_overdue(member);
	spin_unlock_irq(&member->queue->lock);
}

/**
 * vowner_queue_fail - fail what a member has waiting
 * @member: of a queue that is down; its timer does not run
 */
void vowner_queue_fail(struct vowner_member *member)
{
	struct vowner_command *command, *next;

	spin_lock_irq(&member->queue->lock);
	member->backing_off = false;
	list_del_init(&member->ready);
	list_for_each_entry_safe(command, next, &member->waiting, node) {
		list_del(&command->node);
		member->nr_waiting--;
		finish(command, ACCESS_ERR_PF_GONE);
	}
	spin_unlock_irq(&member->queue->lock);
	wake_up_all(&member->changed);
}
