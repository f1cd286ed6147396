/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The resource objects of a PF's members: who has which id. No id is given away before
 * the device has said that its last object is gone, or the PF was reset.
 */
#ifndef VOWNER_OBJECTS_H
#define VOWNER_OBJECTS_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "member.h"

/* The limits of the capability are bytes. */
#define VOWNER_OBJECTS_MAX	255

struct vowner_objects;

/**
 * struct vowner_object - an id, and what it stands for
 * @objects: all of the PF
 * @member: whose object it is
 * @abandoned: commands about it that the device has, and nobody waits for
 * @refusals: how often the device has refused to destroy it
 * @used: the id is not free
 * @held: a sender has it
 * @destroying: and that is the work which destroys objects
 * @exists: the device has an object of this id, or may have
 */
struct vowner_object {
	struct vowner_objects *objects;
	u64 member;
	u16 abandoned;
	u8 refusals;
	bool used;
	bool held;
	bool destroying;
	bool exists;
};

/**
 * struct vowner_objects - all of a PF
 * @lock: protects the rest; taken by the interrupt handler, under a queue's lock
 * @limit: so many ids; 0 while the capability is not set
 * @generation: of the PF that they are of
 * @used: ids that are not free
 * @next: where to look for a free one first, so that none comes again at once
 * @waiting: who waits for one, in order
 * @all: by id
 * @destroyer: sends what destroys objects that nobody holds
 * @destroy: the work that does
 */
struct vowner_objects {
	spinlock_t lock; /* protects the rest */
	unsigned int limit;
	u64 generation;
	unsigned int used;
	unsigned int next;
	struct list_head waiting;
	struct vowner_object all[VOWNER_OBJECTS_MAX];
	struct vowner_member destroyer;
	struct delayed_work destroy;
};

void vowner_objects_init(struct vowner_objects *objects, struct vowner *owner,
			 struct vowner_queue *queue);
void vowner_objects_start(struct vowner_objects *objects, unsigned int limit,
			  u64 generation);
void vowner_objects_down(struct vowner_objects *objects);
void vowner_objects_stop(struct vowner_objects *objects);
bool vowner_objects_forget(struct vowner_objects *objects, u64 member);
void vowner_objects_remember(struct vowner_objects *objects, u64 member);

int vowner_object_get(struct vowner_objects *objects, u64 member,
		      unsigned long deadline, struct vowner_object **object,
		      u64 *generation);
void vowner_object_put(struct vowner_object *object, u64 generation,
		       bool exists);
void vowner_object_leave(struct vowner_object *object, u64 generation);
void vowner_object_abandoned(const struct vowner_cmd *cmd);
void vowner_object_answered(const struct vowner_cmd *cmd, int ret);

/**
 * vowner_object_id - as the device knows it
 * @object: the object
 */
static inline u32 vowner_object_id(const struct vowner_object *object)
{
	return object - object->objects->all;
}

/**
 * vowner_object_is_gone - is there no object any more, as one was to be destroyed?
 * @err: how RESOURCE_OBJ_DESTROY ended
 *
 * virtio 1.4, "Device resource objects": ENXIO means that there is none.
 */
static inline bool vowner_object_is_gone(int err)
{
	return !err || err == -ENXIO || err == -ESTALE ||
	       err == ACCESS_ERR_PF_GONE;
}

#endif
