// SPDX-License-Identifier: GPL-2.0-only
/* Encoding of commands, and what an answer means. */
#include <linux/string.h>

#include "admin_cmd.h"

/* An entry of LEGACY_NOTIFY_INFO's result: flags, bar, padding, offset. */
#define ENTRY_SIZE	16
#define ENTRY_OFFSET	8

/**
 * vowner_cmd_start - begin a command to the SR-IOV group
 * @cmd: made, without data, but for its result, which is the answer's
 * @opcode: VIRTIO_ADMIN_CMD_*
 * @member: from 1; 0 for the group itself
 */
void vowner_cmd_start(struct vowner_cmd *cmd, u16 opcode, u64 member)
{
	memset(cmd, 0, offsetof(struct vowner_cmd, result));
	cmd->opcode = opcode;
	cmd->group = VIRTIO_ADMIN_GROUP_TYPE_SRIOV;
	cmd->member = member;
}

/**
 * vowner_cmd_list_query - which opcodes does the device support?
 * @cmd: made
 * @group: VIRTIO_ADMIN_GROUP_TYPE_*
 */
void vowner_cmd_list_query(struct vowner_cmd *cmd, u16 group)
{
	vowner_cmd_start(cmd, VIRTIO_ADMIN_CMD_LIST_QUERY, 0);
	cmd->group = group;
	cmd->result_len = sizeof(u64);
}

/**
 * vowner_cmd_opcodes - the answer to that
 * @cmd: LIST_QUERY, answered
 *
 * Return: a bit for each opcode.
 */
u64 vowner_cmd_opcodes(const struct vowner_cmd *cmd)
{
	return vowner_get_le(cmd->result, 8);
}

/**
 * vowner_cmd_list_use - say which opcodes will be used
 * @cmd: made
 * @group: VIRTIO_ADMIN_GROUP_TYPE_*
 * @opcodes: a bit for each; a subset of those that the device supports
 */
void vowner_cmd_list_use(struct vowner_cmd *cmd, u16 group, u64 opcodes)
{
	vowner_cmd_start(cmd, VIRTIO_ADMIN_CMD_LIST_USE, 0);
	cmd->group = group;
	vowner_put_le(cmd->data, opcodes, sizeof(opcodes));
	cmd->data_len = sizeof(opcodes);
}

/**
 * vowner_cmd_legacy_read - read legacy registers of a member
 * @cmd: made
 * @member: from 1
 * @access: which registers
 */
void vowner_cmd_legacy_read(struct vowner_cmd *cmd, u64 member,
			    const struct vowner_legacy *access)
{
	vowner_cmd_start(cmd,
			 access->common ? VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_READ :
					  VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_READ,
			 member);
	cmd->data[0] = access->offset;
	cmd->data_len = VOWNER_CMD_UNIT;
	cmd->result_len = access->len;
}

/**
 * vowner_cmd_legacy_write - write legacy registers of a member
 * @cmd: made
 * @member: from 1
 * @access: which registers
 * @data: little-endian
 */
void vowner_cmd_legacy_write(struct vowner_cmd *cmd, u64 member,
			     const struct vowner_legacy *access,
			     const u8 *data)
{
	vowner_cmd_start(cmd,
			 access->common ? VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_WRITE :
					  VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_WRITE,
			 member);
	cmd->data[0] = access->offset;
	memcpy(cmd->data + VOWNER_CMD_UNIT, data, access->len);
	cmd->data_len = VOWNER_CMD_UNIT + access->len;
}

/**
 * vowner_cmd_notify_info - ask for a member's notification addresses
 * @cmd: made
 * @member: from 1
 */
void vowner_cmd_notify_info(struct vowner_cmd *cmd, u64 member)
{
	vowner_cmd_start(cmd, VIRTIO_ADMIN_CMD_LEGACY_NOTIFY_INFO, member);
	cmd->result_len = VOWNER_CMD_RESULT_MAX;
}

/**
 * vowner_cmd_notify_entries - the answer to that
 * @cmd: LEGACY_NOTIFY_INFO, answered
 * @entries: VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO of them; filled in, and unchecked
 */
void vowner_cmd_notify_entries(const struct vowner_cmd *cmd,
			       struct notify_entry *entries)
{
	int i;

	for (i = 0; i < VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO; i++) {
		const u8 *entry = cmd->result + i * ENTRY_SIZE;

		entries[i].flags = entry[0];
		entries[i].bar = entry[1];
		entries[i].offset = vowner_get_le(entry + ENTRY_OFFSET, 8);
	}
}

/**
 * vowner_cmd_encode - write a command as the device reads it
 * @cmd: the command
 * @wire: filled in; the part that the device writes is all zeros
 * @writable_len: length of that part, without pages
 *
 * Return: length of the part that the device reads, without pages.
 */
size_t vowner_cmd_encode(const struct vowner_cmd *cmd,
			 struct vowner_cmd_wire *wire, size_t *writable_len)
{
	memset(wire, 0, sizeof(*wire));
	vowner_put_le(wire->readable, cmd->opcode, 2);
	vowner_put_le(wire->readable + 2, cmd->group, 2);
	vowner_put_le(wire->readable + 16, cmd->member, 8);
	memcpy(wire->readable + VOWNER_CMD_HEADER, cmd->data, cmd->data_len);
	*writable_len = VOWNER_CMD_STATUS + cmd->result_len;
	return VOWNER_CMD_HEADER + cmd->data_len;
}

/**
 * vowner_cmd_decode - take the answer of the device
 * @cmd: the command; its result is filled in, and how much is in its pages, if it
 *	has not failed
 * @wire: the buffers it went out with
 * @used: bytes that the device says it wrote
 *
 * What the device did not write counts as zero, whatever is in the buffer.
 *
 * Return: what access_err_of_status() says.
 */
int vowner_cmd_decode(struct vowner_cmd *cmd,
		      const struct vowner_cmd_wire *wire, size_t used)
{
	unsigned int status = 0;
	size_t len = 0;
	int ret;

	memset(cmd->result, 0, sizeof(cmd->result));
	if (used > 0)
		status = wire->writable[0];
	if (used > 1)
		status |= wire->writable[1] << 8;
	ret = access_err_of_status(status);
	if (ret)
		return ret;

	if (used > VOWNER_CMD_STATUS)
		len = used - VOWNER_CMD_STATUS;
	if (len > cmd->result_len)
		len = cmd->result_len;
	memcpy(cmd->result, wire->writable + VOWNER_CMD_STATUS, len);

	/* Only a result without gaps goes on in the pages. */
	len = VOWNER_CMD_STATUS + cmd->result_len;
	len = used > len ? used - len : 0;
	if (cmd->in_len > len)
		cmd->in_len = len;
	return 0;
}
