// SPDX-License-Identifier: GPL-2.0-only
/* Ids of resource objects: given in order, and free when the device has let go of them. */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/pci.h>

#include "objects.h"
#include "owner.h"
#include "parts_cmd.h"

/* For what destroys an object that nobody holds; and the time to the next try. */
#define DESTROY_TIMEOUT	(1 * HZ)
#define DESTROY_AGAIN	(1 * HZ)

/* A device that refuses as often keeps the object, and we its id, until the next reset. */
#define REFUSALS_MAX	8

/**
 * struct waiter - who waits for an id
 * @node: in the list of all who do
 * @member: for whose object
 * @object: what it got
 * @done: it got one, or there will be none
 */
struct waiter {
	struct list_head node;
	u64 member;
	struct vowner_object *object;
	struct completion done;
};

static void take(struct vowner_object *object, u64 member)
{
	object->used = true;
	object->held = true;
	object->destroying = false;
	object->exists = false;
	object->abandoned = 0;
	object->refusals = 0;
	object->member = member;
}

static struct vowner_object *take_free(struct vowner_objects *objects, u64 member)
{
	unsigned int i, id;

	lockdep_assert_held(&objects->lock);

	for (i = 0; i < objects->limit; i++) {
		id = (objects->next + i) % objects->limit;
		if (objects->all[id].used)
			continue;
		objects->next = id + 1;
		objects->used++;
		take(&objects->all[id], member);
		return &objects->all[id];
	}
	return NULL;
}

/* The next in line gets it. */
static void give(struct vowner_object *object)
{
	struct vowner_objects *objects = object->objects;
	struct waiter *waiter;

	lockdep_assert_held(&objects->lock);

	waiter = list_first_entry_or_null(&objects->waiting, struct waiter, node);
	if (!waiter) {
		object->used = false;
		objects->used--;
		return;
	}
	list_del_init(&waiter->node);
	take(object, waiter->member);
	waiter->object = object;
	complete(&waiter->done);
}

static bool is_to_be_destroyed(const struct vowner_object *object)
{
	return object->used && object->exists && !object->held &&
	       !object->abandoned && object->refusals < REFUSALS_MAX;
}

/* Something has changed: is it free now, or may it be destroyed? */
static void settle(struct vowner_object *object, unsigned long delay)
{
	lockdep_assert_held(&object->objects->lock);

	if (object->used && !object->exists && !object->held &&
	    !object->abandoned)
		give(object);
	else if (is_to_be_destroyed(object))
		queue_delayed_work(system_long_wq, &object->objects->destroy,
				   delay);
}

/**
 * vowner_object_abandoned - a command about an object is left to the device
 * @cmd: the command; nothing happens if it is about none
 *
 * Under the queue's lock.
 */
void vowner_object_abandoned(const struct vowner_cmd *cmd)
{
	if (!cmd->object)
		return;
	spin_lock(&cmd->object->objects->lock);
	cmd->object->abandoned++;
	spin_unlock(&cmd->object->objects->lock);
}

/**
 * vowner_object_answered - and that is done
 * @cmd: the command
 * @ret: how it ended
 *
 * Under the queue's lock.
 */
void vowner_object_answered(const struct vowner_cmd *cmd, int ret)
{
	struct vowner_object *object = cmd->object;

	if (!object)
		return;
	spin_lock(&object->objects->lock);
	object->abandoned--;
	if (cmd->opcode == VIRTIO_ADMIN_CMD_RESOURCE_OBJ_CREATE) {
		object->exists = !ret;
	} else if (cmd->opcode == VIRTIO_ADMIN_CMD_RESOURCE_OBJ_DESTROY) {
		object->exists = !vowner_object_is_gone(ret);
		object->refusals += object->exists;
	}
	settle(object, 0);
	spin_unlock(&object->objects->lock);
}

/**
 * vowner_object_get - get an id for an object that does not exist yet
 * @objects: the PF's
 * @member: whose object it will be
 * @deadline: in jiffies
 * @object: what was got; to be given back
 * @generation: of the PF; goes into each command about the object
 *
 * Sleeps until an id is free: who has waited longest gets it.
 *
 * Return: 0, -ENOSPC if none was free in time, ACCESS_ERR_KILLED or ACCESS_ERR_PF_GONE.
 */
int vowner_object_get(struct vowner_objects *objects, u64 member,
		      unsigned long deadline, struct vowner_object **object,
		      u64 *generation)
{
	struct waiter waiter = { .member = member };
	long remaining = deadline - jiffies;
	int ret = 0;

	init_completion(&waiter.done);
	INIT_LIST_HEAD(&waiter.node);

	spin_lock_irq(&objects->lock);
	*generation = objects->generation;
	if (!objects->limit)
		ret = ACCESS_ERR_PF_GONE;
	else if (list_empty(&objects->waiting))
		waiter.object = take_free(objects, member);
	if (!ret && !waiter.object)
		list_add_tail(&waiter.node, &objects->waiting);
	spin_unlock_irq(&objects->lock);
	*object = waiter.object;
	if (ret || waiter.object)
		return ret;

	remaining = wait_for_completion_killable_timeout(&waiter.done,
							 max(remaining, 0L));
	spin_lock_irq(&objects->lock);
	list_del(&waiter.node);
	spin_unlock_irq(&objects->lock);

	*object = waiter.object;
	if (remaining < 0) {
		if (waiter.object)
			vowner_object_put(waiter.object, *generation, false);
		return ACCESS_ERR_KILLED;
	}
	if (waiter.object)
		return 0;
	return completion_done(&waiter.done) || remaining > 0 ? ACCESS_ERR_PF_GONE : -ENOSPC;
}

/* A sender lets go of an object. */
static void drop(struct vowner_object *object, u64 generation, bool known, bool exists)
{
	struct vowner_objects *objects = object->objects;

	spin_lock_irq(&objects->lock);
	/* Or the PF was reset, and the id may be somebody else's by now. */
	if (objects->generation == generation) {
		object->held = false;
		if (known)
			object->exists = exists;
		settle(object, 0);
	}
	spin_unlock_irq(&objects->lock);
}

/**
 * vowner_object_put - give an id back
 * @object: from vowner_object_get()
 * @generation: likewise
 * @exists: the device has an object of this id; it will be destroyed then
 */
void vowner_object_put(struct vowner_object *object, u64 generation, bool exists)
{
	drop(object, generation, true, exists);
}

/**
 * vowner_object_leave - give an id back, as what makes or destroys the object is abandoned
 * @object: from vowner_object_get()
 * @generation: likewise
 */
void vowner_object_leave(struct vowner_object *object, u64 generation)
{
	drop(object, generation, false, false);
}

static struct vowner_object *hold_next(struct vowner_objects *objects,
				       struct vowner_cmd *cmd)
{
	struct vowner_object *object = NULL;
	unsigned int id;

	spin_lock_irq(&objects->lock);
	for (id = 0; id < objects->limit; id++) {
		if (!is_to_be_destroyed(&objects->all[id]))
			continue;
		object = &objects->all[id];
		object->held = true;
		object->destroying = true;
		vowner_cmd_object_destroy(cmd, object->member, id);
		cmd->object = object;
		cmd->generation = objects->generation;
		break;
	}
	spin_unlock_irq(&objects->lock);
	return object;
}

/* Return: whether to go on with others. */
static bool destroyed(struct vowner_object *object, struct vowner_cmd *cmd, int ret)
{
	struct vowner_objects *objects = object->objects;
	bool refused = cmd->object && !vowner_object_is_gone(ret) && !access_err_unsent(ret);

	spin_lock_irq(&objects->lock);
	if (objects->generation == cmd->generation) {
		object->held = false;
		object->destroying = false;
		if (cmd->object)
			object->exists = !vowner_object_is_gone(ret);
		object->refusals += refused;
		if (object->refusals == REFUSALS_MAX)
			pci_warn(objects->destroyer.owner->pdev,
				 "it does not destroy the device parts object %u of VF %llu (error %d): one less until its next reset\n",
				 vowner_object_id(object), object->member - 1, -ret);
		settle(object, DESTROY_AGAIN);
	}
	spin_unlock_irq(&objects->lock);
	return vowner_object_is_gone(ret);
}

static void destroy_work(struct work_struct *work)
{
	struct vowner_objects *objects =
		container_of(work, struct vowner_objects, destroy.work);
	struct vowner_object *object;
	struct vowner_cmd cmd;
	int ret;

	do {
		object = hold_next(objects, &cmd);
		if (!object)
			return;
		ret = vowner_sent(objects->destroyer.owner,
				  vowner_member_exec(&objects->destroyer, &cmd,
						     jiffies + DESTROY_TIMEOUT));
	} while (destroyed(object, &cmd, ret));
}

/**
 * vowner_objects_init - set up
 * @objects: to set up
 * @owner: the PF
 * @queue: for what destroys objects that nobody holds
 */
void vowner_objects_init(struct vowner_objects *objects, struct vowner *owner,
			 struct vowner_queue *queue)
{
	unsigned int id;

	spin_lock_init(&objects->lock);
	INIT_LIST_HEAD(&objects->waiting);
	for (id = 0; id < VOWNER_OBJECTS_MAX; id++)
		objects->all[id].objects = objects;
	vowner_member_init(&objects->destroyer, owner, queue, 0);
	INIT_DELAYED_WORK(&objects->destroy, destroy_work);
}

/**
 * vowner_objects_start - there may be objects
 * @objects: the PF's; there are none
 * @limit: how many, at least one and at most VOWNER_OBJECTS_MAX
 * @generation: of the PF
 */
void vowner_objects_start(struct vowner_objects *objects, unsigned int limit,
			  u64 generation)
{
	spin_lock_irq(&objects->lock);
	objects->limit = limit;
	objects->generation = generation;
	spin_unlock_irq(&objects->lock);
}

/**
 * vowner_objects_down - the PF has been reset: there are no objects
 * @objects: the PF's; nothing about them is at the device
 *
 * May sleep.
 */
void vowner_objects_down(struct vowner_objects *objects)
{
	struct waiter *waiter, *next;
	unsigned int id;

	vowner_member_down(&objects->destroyer);

	spin_lock_irq(&objects->lock);
	objects->limit = 0;
	objects->generation = 0;
	objects->used = 0;
	for (id = 0; id < VOWNER_OBJECTS_MAX; id++)
		objects->all[id].used = false;
	list_for_each_entry_safe(waiter, next, &objects->waiting, node) {
		list_del_init(&waiter->node);
		complete(&waiter->done);
	}
	spin_unlock_irq(&objects->lock);
}

/**
 * vowner_objects_stop - undo vowner_objects_init()
 * @objects: of a PF that is down, and stays so
 *
 * May sleep.
 */
void vowner_objects_stop(struct vowner_objects *objects)
{
	cancel_delayed_work_sync(&objects->destroy);
	timer_delete_sync(&objects->destroyer.timer);
}

/* What of a member's objects is going on */
struct rest {
	bool any, destroying, abandoned;
};

static struct rest rest_of(struct vowner_objects *objects, u64 member, bool keep)
{
	struct rest rest = { 0 };
	unsigned int id;

	spin_lock_irq(&objects->lock);
	for (id = 0; objects->used && id < objects->limit; id++) {
		struct vowner_object *object = &objects->all[id];

		if (!object->used || object->member != member)
			continue;
		rest.any = true;
		rest.destroying |= object->destroying;
		rest.abandoned |= object->abandoned > 0;
		if (!keep && !object->held)
			object->refusals = REFUSALS_MAX;
	}
	spin_unlock_irq(&objects->lock);
	return rest;
}

/**
 * vowner_objects_forget - send nothing more about a member's objects: its VF may go
 * @objects: the PF's
 * @member: one that holds none
 *
 * May sleep, until each of them was tried once more.
 *
 * Return: whether the device still has a command about one.
 */
bool vowner_objects_forget(struct vowner_objects *objects, u64 member)
{
	struct rest rest = rest_of(objects, member, true);

	while (rest.any) {
		flush_delayed_work(&objects->destroy);
		rest = rest_of(objects, member, false);
		if (!rest.destroying)
			break;
	}
	return rest.abandoned;
}

/**
 * vowner_objects_remember - a member is there again: its objects may be destroyed
 * @objects: the PF's
 * @member: the member
 */
void vowner_objects_remember(struct vowner_objects *objects, u64 member)
{
	unsigned int id;

	spin_lock_irq(&objects->lock);
	for (id = 0; objects->used && id < objects->limit; id++) {
		struct vowner_object *object = &objects->all[id];

		if (!object->used || object->member != member)
			continue;
		object->refusals = 0;
		settle(object, 0);
	}
	spin_unlock_irq(&objects->lock);
}
