// SPDX-License-Identifier: GPL-2.0-only
/* The verbs of struct virtio_owner_api that are about device parts. */
#include <linux/minmax.h>
#include <linux/pci.h>

#include "owner.h"
#include "command_pages.h"
#include "parts_cmd.h"
#include "virtio_owner.h"

/* Descriptors of a command besides its pages. */
#define DESCRIPTORS	2

static int exec(struct vowner_member *member, struct vowner_cmd *cmd,
		unsigned long deadline)
{
	struct vowner *owner = member->owner;

	return vowner_sent(owner,
			   vowner_member_exec(member, cmd,
					      vowner_deadline(owner, deadline)));
}

static int exec_about_object(struct vowner_member *member, struct vowner_cmd *cmd,
			     unsigned long deadline)
{
	cmd->object = member->object;
	cmd->generation = member->object_generation;
	return exec(member, cmd, deadline);
}

/* With memory for what the device reads, or writes, at length. */
static int exec_with_pages(struct vowner_member *member, struct vowner_cmd *cmd,
			   const void *out, void *in, u32 *len,
			   unsigned long deadline)
{
	unsigned int size = READ_ONCE(member->queue->size);
	int ret;

	if (size <= DESCRIPTORS)
		return ACCESS_ERR_PF_GONE;
	cmd->pages = command_pages_new(cmd->out_len + cmd->in_len,
				       size - DESCRIPTORS);
	if (!cmd->pages)
		return -ENOMEM;
	if (out)
		command_pages_fill(cmd->pages, out, *len);
	ret = exec_about_object(member, cmd, deadline);
	if (!ret && in) {
		*len = min(*len, cmd->in_len);
		command_pages_take(cmd->pages, in, *len);
	}
	if (cmd->pages)
		command_pages_free(cmd->pages);
	return ret;
}

/**
 * vowner_parts_create - see struct virtio_owner_api
 * @member: the member
 * @set: to set parts with; if not, to get them
 * @deadline: in jiffies
 */
int vowner_parts_create(struct vowner_member *member, bool set,
			unsigned long deadline)
{
	struct vowner_objects *objects = &member->owner->objects;
	struct vowner_object *object;
	struct vowner_cmd cmd;
	u64 generation;
	int ret;

	ret = vowner_parts_support(member->owner, deadline);
	if (ret)
		return ret;
	if (member->object &&
	    member->object_generation == READ_ONCE(member->owner->generation))
		return -EEXIST;
	member->object = NULL;
	ret = vowner_object_get(objects, member->number, deadline, &object,
				&generation);
	if (ret)
		return ret;

	vowner_cmd_object_create(&cmd, member->number, vowner_object_id(object),
				 set);
	member->object = object;
	member->object_generation = generation;
	ret = exec_about_object(member, &cmd, deadline);
	if (!ret)
		return 0;
	member->object = NULL;
	if (cmd.object)
		vowner_object_put(object, generation, false);
	else
		vowner_object_leave(object, generation);
	return ret == -ESTALE ? ACCESS_ERR_PF_GONE : ret;
}

/**
 * vowner_parts_destroy - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int vowner_parts_destroy(struct vowner_member *member, unsigned long deadline)
{
	struct vowner_object *object = member->object;
	struct vowner_cmd cmd;
	bool gone;
	int ret;

	if (!object)
		return 0;
	vowner_cmd_object_destroy(&cmd, member->number, vowner_object_id(object));
	ret = exec_about_object(member, &cmd, deadline);
	gone = vowner_object_is_gone(ret);
	member->object = NULL;
	if (cmd.object)
		vowner_object_put(object, member->object_generation, !gone);
	else
		vowner_object_leave(object, member->object_generation);
	return gone ? 0 : ret;
}

/**
 * vowner_parts_size - see struct virtio_owner_api
 * @member: the member
 * @size: in bytes
 * @deadline: in jiffies
 */
int vowner_parts_size(struct vowner_member *member, u32 *size,
		      unsigned long deadline)
{
	struct vowner_cmd cmd;
	u32 answer;
	int ret;

	if (!member->object)
		return -ENOENT;
	vowner_cmd_parts_size(&cmd, member->number,
			      vowner_object_id(member->object));
	ret = exec_about_object(member, &cmd, deadline);
	if (ret)
		return ret;
	answer = vowner_cmd_size(&cmd);
	if (answer > VOWNER_PARTS_MAX) {
		dev_warn_ratelimited(&member->owner->pdev->dev,
				     "VF %llu has device parts of %u bytes, it says; no more than %u are taken\n",
				     member->number - 1, answer, VOWNER_PARTS_MAX);
		return -EFBIG;
	}
	*size = answer;
	return 0;
}

/**
 * vowner_parts_get - see struct virtio_owner_api
 * @member: the member
 * @buf: where to
 * @len: room, then what came
 * @deadline: in jiffies
 */
int vowner_parts_get(struct vowner_member *member, void *buf, u32 *len,
		     unsigned long deadline)
{
	u32 room = min(*len, VOWNER_PARTS_MAX);
	struct vowner_cmd cmd;
	int ret;

	if (!member->object)
		return -ENOENT;
	if (!room)
		return -EINVAL;
	vowner_cmd_parts_get(&cmd, member->number,
			     vowner_object_id(member->object), room);
	ret = exec_with_pages(member, &cmd, NULL, buf, &room, deadline);
	if (!ret)
		*len = room;
	return ret;
}

/**
 * vowner_parts_set - see struct virtio_owner_api
 * @member: the member
 * @buf: the parts
 * @len: their length
 * @deadline: in jiffies
 */
int vowner_parts_set(struct vowner_member *member, const void *buf, u32 len,
		     unsigned long deadline)
{
	struct vowner_cmd cmd;

	if (!member->object)
		return -ENOENT;
	if (!len)
		return -EINVAL;
	if (len > VOWNER_PARTS_MAX)
		return -EFBIG;
	vowner_cmd_parts_set(&cmd, member->number,
			     vowner_object_id(member->object), len);
	return exec_with_pages(member, &cmd, buf, NULL, &len, deadline);
}

/**
 * vowner_mode_set - see struct virtio_owner_api
 * @member: the member
 * @stopped: whether to stop it
 * @deadline: in jiffies
 */
int vowner_mode_set(struct vowner_member *member, bool stopped,
		    unsigned long deadline)
{
	u64 opcodes = READ_ONCE(member->owner->opcodes);
	struct vowner_cmd cmd;

	if (opcodes && !(opcodes & BIT_ULL(VIRTIO_ADMIN_CMD_DEV_MODE_SET)))
		return -EOPNOTSUPP;
	vowner_cmd_mode_set(&cmd, member->number, stopped);
	return exec(member, &cmd, deadline);
}
