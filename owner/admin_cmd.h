/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Group administration commands as bytes (virtio 1.4, "Group administration
 * commands" and "Legacy Interfaces" under it).
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VOWNER_ADMIN_CMD_H
#define VOWNER_ADMIN_CMD_H

#include <linux/types.h>

#include "virtio_owner.h"

/* Both parts are multiples of so many bytes, but for legacy data. */
#define VOWNER_CMD_UNIT		8
#define VOWNER_CMD_HEADER	24
#define VOWNER_CMD_STATUS	8
/* What is longer is in pages: here are a new object, and 4 entries of 16. */
#define VOWNER_CMD_DATA_MAX	24
#define VOWNER_CMD_RESULT_MAX	64

struct vowner_object;
struct command_pages;

/**
 * struct vowner_cmd - a command
 * @opcode: VIRTIO_ADMIN_CMD_*
 * @group: VIRTIO_ADMIN_GROUP_TYPE_*
 * @data_len: bytes in @data
 * @result_len: bytes expected in @result
 * @member: for a command to a member of the SR-IOV group: from 1; else 0
 * @out_len: bytes in @pages that the device reads behind @data
 * @in_len: room in @pages that it writes behind @result; then what it has written
 * @pages: for either; NULL if there is neither. A command has one of the two
 * @object: the resource object that it is about, or NULL
 * @generation: of the PF, if the command must not outlive it; 0: it may
 * @data: behind the header
 * @result: behind the status; what the device leaves out is zero. Nothing before
 *	there is an answer
 */
struct vowner_cmd {
	u16 opcode;
	u16 group;
	u8 data_len;
	u8 result_len;
	u64 member;
	u32 out_len;
	u32 in_len;
	struct command_pages *pages;
	struct vowner_object *object;
	u64 generation;
	u8 data[VOWNER_CMD_DATA_MAX];
	u8 result[VOWNER_CMD_RESULT_MAX];
};

/**
 * struct vowner_cmd_wire - the buffers that the device reads and writes
 * @readable: header and data; behind it come the pages, if it reads them
 * @writable: status and result; likewise
 */
struct vowner_cmd_wire {
	u8 readable[VOWNER_CMD_HEADER + VOWNER_CMD_DATA_MAX];
	u8 writable[VOWNER_CMD_STATUS + VOWNER_CMD_RESULT_MAX];
};

/**
 * vowner_put_le - write a number as the device reads it
 * @to: where to
 * @value: the number
 * @len: its bytes
 */
static inline void vowner_put_le(u8 *to, u64 value, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = value >> (8 * i);
}

/**
 * vowner_get_le - read a number as the device writes it
 * @from: where from
 * @len: its bytes, at most 8
 */
static inline u64 vowner_get_le(const u8 *from, size_t len)
{
	u64 value = 0;

	while (len--)
		value = value << 8 | from[len];
	return value;
}

void vowner_cmd_start(struct vowner_cmd *cmd, u16 opcode, u64 member);

void vowner_cmd_list_query(struct vowner_cmd *cmd, u16 group);
void vowner_cmd_list_use(struct vowner_cmd *cmd, u16 group, u64 opcodes);
void vowner_cmd_legacy_read(struct vowner_cmd *cmd, u64 member,
			    const struct vowner_legacy *access);
void vowner_cmd_legacy_write(struct vowner_cmd *cmd, u64 member,
			     const struct vowner_legacy *access,
			     const u8 *data);
void vowner_cmd_notify_info(struct vowner_cmd *cmd, u64 member);
void vowner_cmd_notify_entries(const struct vowner_cmd *cmd,
			       struct notify_entry *entries);
u64 vowner_cmd_opcodes(const struct vowner_cmd *cmd);

size_t vowner_cmd_encode(const struct vowner_cmd *cmd,
			 struct vowner_cmd_wire *wire, size_t *writable_len);
int vowner_cmd_decode(struct vowner_cmd *cmd,
		      const struct vowner_cmd_wire *wire, size_t used);

#endif
