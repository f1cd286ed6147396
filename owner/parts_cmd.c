// SPDX-License-Identifier: GPL-2.0-only
/* Encoding of the commands of device parts, and what their results say. */
#include <linux/string.h>

#include "parts_cmd.h"

/* DEVICE_CAP_GET and DRIVER_CAP_SET: the id, and then the two limits. */
#define CAP_HEADER	8
/* The header of all commands about an object: its type, and its id. */
#define OBJECT_HEADER	8
#define OBJECT_ID	4
/* RESOURCE_OBJ_CREATE: header, flags, and what is the type's own. */
#define CREATE_SPECIFIC	16

static u32 in_units(u32 len)
{
	return (len + VOWNER_CMD_UNIT - 1) / VOWNER_CMD_UNIT * VOWNER_CMD_UNIT;
}

static void start_self(struct vowner_cmd *cmd, u16 opcode)
{
	vowner_cmd_start(cmd, opcode, 0);
	cmd->group = VIRTIO_ADMIN_GROUP_TYPE_SELF;
}

static void start_object(struct vowner_cmd *cmd, u16 opcode, u64 member, u32 id)
{
	vowner_cmd_start(cmd, opcode, member);
	vowner_put_le(cmd->data, VIRTIO_RESOURCE_OBJ_DEV_PARTS, 2);
	vowner_put_le(cmd->data + OBJECT_ID, id, 4);
	cmd->data_len = OBJECT_HEADER;
}

/* Behind the header: one of the things that the opcode can do. */
static void add_type(struct vowner_cmd *cmd, u8 type)
{
	cmd->data[OBJECT_HEADER] = type;
	cmd->data_len += VOWNER_CMD_UNIT;
}

/**
 * vowner_cmd_cap_list_query - which capabilities does the device have?
 * @cmd: made
 */
void vowner_cmd_cap_list_query(struct vowner_cmd *cmd)
{
	start_self(cmd, VIRTIO_ADMIN_CMD_CAP_ID_LIST_QUERY);
	/* Devices list as many as they know; ours is among the first. */
	cmd->result_len = VOWNER_CMD_RESULT_MAX;
}

/**
 * vowner_cmd_has_parts_cap - the answer to that: are device parts among them?
 * @cmd: CAP_ID_LIST_QUERY, answered
 */
bool vowner_cmd_has_parts_cap(const struct vowner_cmd *cmd)
{
	return vowner_get_le(cmd->result, 8) >> VIRTIO_DEV_PARTS_CAP & 1;
}

/**
 * vowner_cmd_cap_get - how many objects of device parts may there be?
 * @cmd: made
 */
void vowner_cmd_cap_get(struct vowner_cmd *cmd)
{
	start_self(cmd, VIRTIO_ADMIN_CMD_DEVICE_CAP_GET);
	vowner_put_le(cmd->data, VIRTIO_DEV_PARTS_CAP, 2);
	cmd->data_len = CAP_HEADER;
	cmd->result_len = VOWNER_CMD_UNIT;
}

/**
 * vowner_cmd_cap_limits - the answer to that
 * @cmd: DEVICE_CAP_GET, answered
 * @get: objects to get parts with
 * @set: objects to set parts with
 */
void vowner_cmd_cap_limits(const struct vowner_cmd *cmd, u8 *get, u8 *set)
{
	*get = cmd->result[0];
	*set = cmd->result[1];
}

/**
 * vowner_cmd_cap_set - say how many objects of device parts there will be
 * @cmd: made
 * @get: objects to get parts with, no more than the device says
 * @set: objects to set parts with, likewise
 */
void vowner_cmd_cap_set(struct vowner_cmd *cmd, u8 get, u8 set)
{
	start_self(cmd, VIRTIO_ADMIN_CMD_DRIVER_CAP_SET);
	vowner_put_le(cmd->data, VIRTIO_DEV_PARTS_CAP, 2);
	cmd->data[CAP_HEADER] = get;
	cmd->data[CAP_HEADER + 1] = set;
	cmd->data_len = CAP_HEADER + VOWNER_CMD_UNIT;
}

/**
 * vowner_cmd_object_create - make an object of a member's device parts
 * @cmd: made
 * @member: from 1
 * @id: one that no object has
 * @set: to set parts with; if not, to get them
 */
void vowner_cmd_object_create(struct vowner_cmd *cmd, u64 member, u32 id,
			      bool set)
{
	start_object(cmd, VIRTIO_ADMIN_CMD_RESOURCE_OBJ_CREATE, member, id);
	cmd->data[CREATE_SPECIFIC] = set ? VIRTIO_RESOURCE_OBJ_DEV_PARTS_TYPE_SET :
					   VIRTIO_RESOURCE_OBJ_DEV_PARTS_TYPE_GET;
	cmd->data_len = CREATE_SPECIFIC + VOWNER_CMD_UNIT;
}

/**
 * vowner_cmd_object_destroy - undo that
 * @cmd: made
 * @member: from 1
 * @id: the object's
 */
void vowner_cmd_object_destroy(struct vowner_cmd *cmd, u64 member, u32 id)
{
	start_object(cmd, VIRTIO_ADMIN_CMD_RESOURCE_OBJ_DESTROY, member, id);
}

/**
 * vowner_cmd_parts_size - how many bytes are a member's parts at most?
 * @cmd: made
 * @member: from 1
 * @id: the object's
 */
void vowner_cmd_parts_size(struct vowner_cmd *cmd, u64 member, u32 id)
{
	start_object(cmd, VIRTIO_ADMIN_CMD_DEV_PARTS_METADATA_GET, member, id);
	add_type(cmd, VIRTIO_ADMIN_CMD_DEV_PARTS_METADATA_TYPE_SIZE);
	cmd->result_len = VOWNER_CMD_UNIT;
}

/**
 * vowner_cmd_size - the answer to that
 * @cmd: DEV_PARTS_METADATA_GET, answered
 */
u32 vowner_cmd_size(const struct vowner_cmd *cmd)
{
	return vowner_get_le(cmd->result, 4);
}

/**
 * vowner_cmd_parts_get - get all parts of a member
 * @cmd: made, but for its pages
 * @member: from 1
 * @id: the object's
 * @len: room for them
 */
void vowner_cmd_parts_get(struct vowner_cmd *cmd, u64 member, u32 id, u32 len)
{
	start_object(cmd, VIRTIO_ADMIN_CMD_DEV_PARTS_GET, member, id);
	add_type(cmd, VIRTIO_ADMIN_CMD_DEV_PARTS_GET_TYPE_ALL);
	cmd->in_len = in_units(len);
}

/**
 * vowner_cmd_parts_set - set parts of a member
 * @cmd: made, but for its pages
 * @member: from 1
 * @id: the object's
 * @len: length of the parts, which the pages have, with zeros behind them
 */
void vowner_cmd_parts_set(struct vowner_cmd *cmd, u64 member, u32 id, u32 len)
{
	start_object(cmd, VIRTIO_ADMIN_CMD_DEV_PARTS_SET, member, id);
	cmd->out_len = in_units(len);
}

/**
 * vowner_cmd_mode_set - stop a member, or have it go on
 * @cmd: made
 * @member: from 1
 * @stopped: whether to stop it
 */
void vowner_cmd_mode_set(struct vowner_cmd *cmd, u64 member, bool stopped)
{
	vowner_cmd_start(cmd, VIRTIO_ADMIN_CMD_DEV_MODE_SET, member);
	cmd->data[0] = stopped << VIRTIO_ADMIN_CMD_DEV_MODE_F_STOPPED;
	cmd->data_len = VOWNER_CMD_UNIT;
}
