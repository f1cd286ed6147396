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
/* The longest data of a command, and the longest result: 4 entries of 16. */
#define VOWNER_CMD_DATA_MAX	16
#define VOWNER_CMD_RESULT_MAX	64

/**
 * struct vowner_cmd - a command
 * @opcode: VIRTIO_ADMIN_CMD_*
 * @member: for a command to a member of the SR-IOV group: from 1; else 0
 * @data_len: bytes in @data
 * @result_len: bytes expected in @result
 * @data: behind the header
 * @result: behind the status; what the device leaves out is zero
 */
struct vowner_cmd {
	u16 opcode;
	u64 member;
	u8 data_len;
	u8 result_len;
	u8 data[VOWNER_CMD_DATA_MAX];
	u8 result[VOWNER_CMD_RESULT_MAX];
};

/**
 * struct vowner_cmd_wire - the buffers that the device reads and writes
 * @readable: header and data
 * @writable: status and result
 */
struct vowner_cmd_wire {
	u8 readable[VOWNER_CMD_HEADER + VOWNER_CMD_DATA_MAX];
	u8 writable[VOWNER_CMD_STATUS + VOWNER_CMD_RESULT_MAX];
};

void vowner_cmd_list_query(struct vowner_cmd *cmd);
void vowner_cmd_list_use(struct vowner_cmd *cmd, u64 opcodes);
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
