// SPDX-License-Identifier: GPL-2.0-only
/* Encoding of commands, and what an answer means. */
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/virtio_pci.h>

#include "admin_cmd.h"

#define GROUP_SRIOV	1

enum {
	LIST_QUERY = 0,
	LIST_USE = 1,
	COMMON_WRITE = 2,
	COMMON_READ = 3,
	DEVICE_WRITE = 4,
	DEVICE_READ = 5,
	NOTIFY_INFO = 6,
};

static void put_le(u8 *to, u64 value, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = value >> (8 * i);
}

static void start(struct admin_cmd *cmd, u16 opcode, u64 member)
{
	memset(cmd, 0, sizeof(*cmd));
	cmd->opcode = opcode;
	cmd->member = member;
}

/**
 * admin_cmd_list_query - which opcodes does the device support?
 * @cmd: made
 */
void admin_cmd_list_query(struct admin_cmd *cmd)
{
	start(cmd, LIST_QUERY, 0);
	cmd->result_len = sizeof(u64);
}

/**
 * admin_cmd_list_use - say which opcodes will be used
 * @cmd: made
 * @opcodes: a bit for each; a subset of what LIST_QUERY told
 */
void admin_cmd_list_use(struct admin_cmd *cmd, u64 opcodes)
{
	start(cmd, LIST_USE, 0);
	put_le(cmd->data, opcodes, sizeof(opcodes));
	cmd->data_len = sizeof(opcodes);
}

/**
 * admin_cmd_legacy_read - read legacy registers of a member
 * @cmd: made
 * @member: from 1
 * @common: the common configuration, or the device configuration
 * @offset: in it
 * @len: at most ADMIN_CMD_REGISTER_MAX, within one field
 */
void admin_cmd_legacy_read(struct admin_cmd *cmd, u64 member, bool common,
			   u8 offset, u8 len)
{
	start(cmd, common ? COMMON_READ : DEVICE_READ, member);
	cmd->data[0] = offset;
	cmd->data_len = ADMIN_CMD_UNIT;
	cmd->result_len = len;
}

/**
 * admin_cmd_legacy_write - write legacy registers of a member
 * @cmd: made
 * @member: from 1
 * @common: the common configuration, or the device configuration
 * @offset: in it
 * @data: little-endian
 * @len: at most ADMIN_CMD_REGISTER_MAX, within one field
 */
void admin_cmd_legacy_write(struct admin_cmd *cmd, u64 member, bool common,
			    u8 offset, const u8 *data, u8 len)
{
	start(cmd, common ? COMMON_WRITE : DEVICE_WRITE, member);
	cmd->data[0] = offset;
	memcpy(cmd->data + ADMIN_CMD_UNIT, data, len);
	cmd->data_len = ADMIN_CMD_UNIT + len;
}

/**
 * admin_cmd_notify_info - ask for a member's notification addresses
 * @cmd: made
 * @member: from 1
 */
void admin_cmd_notify_info(struct admin_cmd *cmd, u64 member)
{
	start(cmd, NOTIFY_INFO, member);
	cmd->result_len = ADMIN_CMD_RESULT_MAX;
}

/**
 * admin_cmd_encode - write a command as the device reads it
 * @cmd: the command
 * @wire: filled in; the part that the device writes is all zeros
 * @writable_len: length of that part
 *
 * Return: length of the part that the device reads.
 */
size_t admin_cmd_encode(const struct admin_cmd *cmd,
			struct admin_cmd_wire *wire, size_t *writable_len)
{
	memset(wire, 0, sizeof(*wire));
	put_le(wire->readable, cmd->opcode, 2);
	put_le(wire->readable + 2, GROUP_SRIOV, 2);
	put_le(wire->readable + 16, cmd->member, 8);
	memcpy(wire->readable + ADMIN_CMD_HEADER, cmd->data, cmd->data_len);
	*writable_len = ADMIN_CMD_STATUS + cmd->result_len;
	return ADMIN_CMD_HEADER + cmd->data_len;
}

/**
 * admin_cmd_decode - take the answer of the device
 * @cmd: the command; its result is filled in
 * @wire: the buffers it went out with
 * @used: bytes that the device says it wrote
 *
 * What the device did not write counts as zero, whatever is in the buffer. Any
 * status but those of the specification counts as EINVAL.
 *
 * Return: 0 or a negative errno of the specification's.
 */
int admin_cmd_decode(struct admin_cmd *cmd, const struct admin_cmd_wire *wire,
		     size_t used)
{
	u16 status = 0;
	size_t len = 0;

	memset(cmd->result, 0, sizeof(cmd->result));
	if (used > 0)
		status = wire->writable[0];
	if (used > 1)
		status |= (u16)wire->writable[1] << 8;

	switch (status) {
	case 0:
		break;
	case ENXIO:
	case EAGAIN:
	case ENOMEM:
	case EBUSY:
	case ENOSPC:
		return -status;
	default:
		return -EINVAL;
	}

	if (used > ADMIN_CMD_STATUS)
		len = used - ADMIN_CMD_STATUS;
	if (len > cmd->result_len)
		len = cmd->result_len;
	memcpy(cmd->result, wire->writable + ADMIN_CMD_STATUS, len);
	return 0;
}
