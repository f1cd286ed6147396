// SPDX-License-Identifier: GPL-2.0-only
/*
 * Administration commands as bytes, and answers of any kind: what the device did
 * not say it wrote is never taken from the buffer.
 *
 * Input: kind of command, whether common, offset, length (a byte each), member
 * (8 bytes), data (8 bytes), bytes used (4 bytes), then the answer.
 */
#include <errno.h>

#include "admin_cmd.h"
#include "fuzz.h"

#define REGISTERS 8

/* What the specification has on the wire. */
struct expected {
	uint16_t opcode;
	uint64_t member;
	uint8_t data[16];
	size_t data_len, result_len;
};

static void put(uint8_t *to, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = value >> (8 * i);
}

static void legacy_read(struct vowner_cmd *cmd, uint64_t member, bool common,
			uint8_t offset, uint8_t len)
{
	struct vowner_legacy access = { common, offset, len };

	vowner_cmd_legacy_read(cmd, member, &access);
}

static void legacy_write(struct vowner_cmd *cmd, uint64_t member, bool common,
			 uint8_t offset, const uint8_t *data, uint8_t len)
{
	struct vowner_legacy access = { common, offset, len };

	vowner_cmd_legacy_write(cmd, member, &access, data);
}

static void make(struct vowner_cmd *cmd, struct expected *e, struct input *in)
{
	unsigned int kind = take(in, 1) % 5;
	bool common = take(in, 1) & 1;
	uint8_t offset = take(in, 1);
	uint8_t len = 1 + take(in, 1) % REGISTERS;
	uint64_t member = take(in, 8);
	uint64_t value = take(in, 8);
	uint8_t *data = malloc(len);

	require(data, "no memory");
	put(data, value, len);
	memset(cmd, 0xa5, sizeof(*cmd));
	memset(e, 0, sizeof(*e));
	switch (kind) {
	case 0:
		vowner_cmd_list_query(cmd, 1);
		e->result_len = 8;
		break;
	case 1:
		vowner_cmd_list_use(cmd, 1, value);
		e->opcode = 1;
		put(e->data, value, 8);
		e->data_len = 8;
		break;
	case 2:
		legacy_read(cmd, member, common, offset, len);
		e->opcode = common ? 3 : 5;
		e->data[0] = offset;
		e->data_len = 8;
		e->result_len = len;
		break;
	case 3:
		legacy_write(cmd, member, common, offset, data, len);
		e->opcode = common ? 2 : 4;
		e->data[0] = offset;
		put(e->data + 8, value, len);
		e->data_len = 8 + len;
		break;
	case 4:
		vowner_cmd_notify_info(cmd, member);
		e->opcode = 6;
		e->result_len = 64;
		break;
	}
	if (kind > 1)
		e->member = member;
	free(data);
}

static void check_wire(const struct vowner_cmd *cmd, const struct expected *e,
		       struct vowner_cmd_wire *wire)
{
	uint8_t header[24] = { 0 };
	size_t readable, writable;

	memset(wire, 0xa5, sizeof(*wire));
	readable = vowner_cmd_encode(cmd, wire, &writable);
	put(header, e->opcode, 2);
	put(header + 2, 1, 2);
	put(header + 16, e->member, 8);
	require(readable == sizeof(header) + e->data_len, "%zu bytes readable",
		readable);
	require(writable == 8 + e->result_len, "%zu bytes writable", writable);
	require(!memcmp(wire->readable, header, sizeof(header)),
		"the header of opcode %u", e->opcode);
	require(!memcmp(wire->readable + sizeof(header), e->data, e->data_len),
		"the data of opcode %u", e->opcode);
	for (size_t i = 0; i < sizeof(wire->writable); i++)
		require(!wire->writable[i], "byte %zu of the answer is %#x", i,
			wire->writable[i]);
}

static int error_of(unsigned int status)
{
	switch (status) {
	case 0:
	case 6:
	case 11:
	case 12:
	case 16:
	case 28:
		return -(int)status;
	default:
		return -22;
	}
}

static void check_answer(struct vowner_cmd *cmd, const struct expected *e,
			 struct vowner_cmd_wire *wire, size_t used)
{
	unsigned int status = 0;
	int ret;

	if (used > 0)
		status = wire->writable[0];
	if (used > 1)
		status |= wire->writable[1] << 8;
	memset(cmd->result, 0xa5, sizeof(cmd->result)); /* of an earlier try */
	ret = vowner_cmd_decode(cmd, wire, used);
	require(ret == error_of(status), "status %u: %d", status, ret);

	for (size_t i = 0; i < sizeof(cmd->result); i++) {
		bool written = !ret && i < e->result_len && i + 8 < used;

		require(cmd->result[i] == (written ? wire->writable[8 + i] : 0),
			"byte %zu of the result is %#x, %zu were used", i,
			cmd->result[i], used);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct vowner_cmd_wire *wire = malloc(sizeof(*wire));
	struct vowner_cmd *cmd = malloc(sizeof(*cmd));
	struct expected e;
	size_t used;

	require(wire && cmd, "no memory");
	make(cmd, &e, &in);
	check_wire(cmd, &e, wire);

	used = take(&in, 4);
	if (used & 0x80)
		used &= 0x7f;
	for (size_t i = 0; i < sizeof(wire->writable); i++)
		wire->writable[i] = take(&in, 1);
	check_answer(cmd, &e, wire, used);
	free(cmd);
	free(wire);
	return 0;
}
