/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Group administration commands as bytes (virtio 1.4, "Group administration
 * commands" and "Legacy Interfaces" under it).
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VIRTIO_OWNER_ADMIN_CMD_H
#define VIRTIO_OWNER_ADMIN_CMD_H

#include <linux/types.h>

/* Both parts are multiples of so many bytes, but for legacy data. */
#define ADMIN_CMD_UNIT		8
#define ADMIN_CMD_HEADER	24
#define ADMIN_CMD_STATUS	8
/* The longest data of a command, and the longest result: 4 entries of 16. */
#define ADMIN_CMD_DATA_MAX	16
#define ADMIN_CMD_RESULT_MAX	64
#define ADMIN_CMD_REGISTER_MAX	8

/**
 * struct admin_cmd - a command
 * @opcode: VIRTIO_ADMIN_CMD_*
 * @member: for a command to a member of the SR-IOV group: from 1; else 0
 * @data_len: bytes in @data
 * @result_len: bytes expected in @result
 * @data: behind the header
 * @result: behind the status; what the device leaves out is zero
 */
struct admin_cmd {
	u16 opcode;
	u64 member;
	u8 data_len;
	u8 result_len;
	u8 data[ADMIN_CMD_DATA_MAX];
	u8 result[ADMIN_CMD_RESULT_MAX];
};

/**
 * struct admin_cmd_wire - the buffers that the device reads and writes
 * @readable: header and data
 * @writable: status and result
 */
struct admin_cmd_wire {
	u8 readable[ADMIN_CMD_HEADER + ADMIN_CMD_DATA_MAX];
	u8 writable[ADMIN_CMD_STATUS + ADMIN_CMD_RESULT_MAX];
};

void admin_cmd_list_query(struct admin_cmd *cmd);
void admin_cmd_list_use(struct admin_cmd *cmd, u64 opcodes);
void admin_cmd_legacy_read(struct admin_cmd *cmd, u64 member, bool common,
			   u8 offset, u8 len);
void admin_cmd_legacy_write(struct admin_cmd *cmd, u64 member, bool common,
			    u8 offset, const u8 *data, u8 len);
void admin_cmd_notify_info(struct admin_cmd *cmd, u64 member);

size_t admin_cmd_encode(const struct admin_cmd *cmd,
			struct admin_cmd_wire *wire, size_t *writable_len);
int admin_cmd_decode(struct admin_cmd *cmd, const struct admin_cmd_wire *wire,
		     size_t used);

#endif
