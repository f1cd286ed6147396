// SPDX-License-Identifier: GPL-2.0-only
/* A member: its commands are sent, posted, and waited for. */
#include <linux/jiffies.h>
#include <linux/slab.h>

#include "command_pages.h"
#include "member.h"
#include "queue.h"
#include "retry.h"

static struct vowner_command *allocate(struct vowner_member *member)
{
	struct vowner_command *command;

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
	init_completion(&command->done);
	return command;
}

static void deallocate(struct vowner_command *command)
{
	if (!command)
		return;
	kfree(command->wire);
	kfree(command);
}

/* Mostly that of the command before: a member seldom has two. */
static struct vowner_command *command_new(struct vowner_member *member,
					  const struct vowner_cmd *cmd)
{
	struct vowner_command *command = xchg(&member->spare, NULL);

	if (command) {
		command->posted = false;
		command->abandoned = false;
		command->finished = false;
		command->tries = 0;
		reinit_completion(&command->done);
	} else {
		command = allocate(member);
		if (!command)
			return NULL;
	}
	command->cmd = *cmd;
	return command;
}

/**
 * vowner_command_free - undo what made a command
 * @command: nobody's any more
 *
 * Any context.
 */
void vowner_command_free(struct vowner_command *command)
{
	if (command->cmd.pages)
		command_pages_free(command->cmd.pages);
	command->cmd.pages = NULL;
	if (cmpxchg(&command->member->spare, NULL, command))
		deallocate(command);
}

static void back_off_ended(struct timer_list *timer)
{
	struct vowner_member *member =
		timer_container_of(member, timer, timer);

	vowner_queue_retry(member);
}

/**
 * vowner_member_init - set up a member
 * @member: to set up
 * @owner: whose member it is
 * @queue: for its commands
 * @number: from 1, or 0 for the group itself
 */
void vowner_member_init(struct vowner_member *member, struct vowner *owner,
			struct vowner_queue *queue, u64 number)
{
	memset(member, 0, sizeof(*member));
	member->owner = owner;
	member->queue = queue;
	member->number = number;
	INIT_LIST_HEAD(&member->ready);
	INIT_LIST_HEAD(&member->waiting);
	timer_setup(&member->timer, back_off_ended, 0);
	init_waitqueue_head(&member->changed);
}

/**
 * vowner_member_release - undo vowner_member_init()
 * @member: one without commands
 *
 * May sleep.
 */
void vowner_member_release(struct vowner_member *member)
{
	timer_delete_sync(&member->timer);
	deallocate(member->spare);
}

/**
 * vowner_member_down - fail what waits
 * @member: of a queue that is down
 *
 * May sleep.
 */
void vowner_member_down(struct vowner_member *member)
{
	timer_delete_sync(&member->timer);
	vowner_queue_fail(member);
}

/**
 * vowner_member_is_idle - has the device done all of a member's commands?
 * @member: the member
 */
bool vowner_member_is_idle(struct vowner_member *member)
{
	bool ret;

	spin_lock_irq(&member->queue->lock);
	ret = !member->in_flight && list_empty(&member->waiting);
	spin_unlock_irq(&member->queue->lock);
	return ret;
}

/**
 * vowner_member_exec - see struct virtio_owner_api
 * @member: the member
 * @cmd: the command; its result is filled in. If it is left to the device, that has its
 *	pages and object, too, and @cmd has none
 * @deadline: in jiffies
 */
int vowner_member_exec(struct vowner_member *member, struct vowner_cmd *cmd,
		       unsigned long deadline)
{
	struct vowner_command *command;
	long remaining = deadline - jiffies;
	int ret;

	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	command = command_new(member, cmd);
	if (!command)
		return -ENOMEM;
	ret = vowner_queue_send(command);
	if (ret)
		goto out;

	remaining = wait_for_completion_killable_timeout(&command->done,
							 remaining);
	if (remaining > 0) {
		ret = command->ret;
	} else {
		ret = remaining ? ACCESS_ERR_KILLED : ACCESS_ERR_TIMEOUT;
		if (!vowner_queue_abandon(command, &ret)) {
			cmd->pages = NULL;
			cmd->object = NULL;
			return ret;
		}
	}
	if (!ret)
		*cmd = command->cmd;
out:
	command->cmd.pages = NULL;	/* the caller's again */
	vowner_command_free(command);
	return ret;
}

static bool has_room(struct vowner_member *member)
{
	return READ_ONCE(member->nr_waiting) < VOWNER_POSTED_MAX;
}

/* What a wait for a member's commands ended with. */
static int end_wait(struct vowner_member *member, long ret)
{
	if (ret > 0)
		return 0;
	if (ret < 0)
		return ACCESS_ERR_KILLED;
	vowner_queue_overdue(member);
	return ACCESS_ERR_UNANSWERED;
}

/**
 * vowner_member_post - see struct virtio_owner_api
 * @member: the member
 * @cmd: the command
 * @deadline: in jiffies
 */
int vowner_member_post(struct vowner_member *member, const struct vowner_cmd *cmd,
		       unsigned long deadline)
{
	struct vowner_command *command;
	long remaining = deadline - jiffies;
	int ret;

	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	if (READ_ONCE(member->overdue))
		return ACCESS_ERR_UNANSWERED;
	ret = end_wait(member, wait_event_killable_timeout(member->changed,
							   has_room(member),
							   remaining));
	if (ret)
		return ret;

	command = command_new(member, cmd);
	if (!command)
		return -ENOMEM;
	command->posted = true;
	command->give_up = jiffies + msecs_to_jiffies(RETRY_BOUND_MS);
	ret = vowner_queue_send(command);
	if (ret)
		vowner_command_free(command);
	return ret;
}

/**
 * vowner_member_flush - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int vowner_member_flush(struct vowner_member *member, unsigned long deadline)
{
	long remaining = deadline - jiffies;

	if (!READ_ONCE(member->posted))
		return 0;
	if (READ_ONCE(member->overdue))
		return ACCESS_ERR_UNANSWERED;
	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	return end_wait(member, wait_event_killable_timeout(member->changed,
							    !READ_ONCE(member->posted),
							    remaining));
}

/**
 * vowner_member_drain - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int vowner_member_drain(struct vowner_member *member, unsigned long deadline)
{
	long remaining = deadline - jiffies;

	if (vowner_member_is_idle(member))
		return 0;
	if (READ_ONCE(member->overdue))
		return ACCESS_ERR_UNANSWERED;
	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	return end_wait(member, wait_event_timeout(member->changed,
						   vowner_member_is_idle(member),
						   remaining));
}
