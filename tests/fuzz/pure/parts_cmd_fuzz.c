// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands of device parts: what is on the wire is what the specification has, and
 * what a result says is what the device said it wrote.
 *
 * Input: kind of command (a byte), member (8 bytes), id, length (4 bytes each), two
 * limits (a byte each), bytes used (4 bytes), then the answer.
 */
#include "fuzz.h"
#include "parts_cmd.h"

/* What the specification has on the wire. */
struct expected {
	uint16_t opcode, group;
	uint64_t member;
	uint8_t data[24];
	size_t data_len, result_len, out_len, in_len;
};

static void put(uint8_t *to, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = value >> (8 * i);
}

static size_t rounded(size_t len)
{
	return (len + 7) & ~(size_t)7;
}

static void make(struct vowner_cmd *cmd, struct expected *e, struct input *in)
{
	unsigned int kind = take(in, 1) % 8;
	uint64_t member = take(in, 8);
	uint32_t id = take(in, 4);
	uint32_t len = take(in, 4) % (VOWNER_PARTS_MAX + 1);
	uint8_t get = take(in, 1), set = take(in, 1);

	memset(cmd, 0xa5, sizeof(*cmd));
	memset(e, 0, sizeof(*e));
	e->group = 1;
	e->member = member;
	e->data_len = 8;
	put(e->data + 4, id, 4);
	switch (kind) {
	case 0:
		vowner_cmd_cap_list_query(cmd);
		*e = (struct expected){ .opcode = 7, .result_len = 64 };
		break;
	case 1:
		vowner_cmd_cap_get(cmd);
		*e = (struct expected){ .opcode = 8,
					.data_len = 8,
					.result_len = 8 };
		break;
	case 2:
		vowner_cmd_cap_set(cmd, get, set);
		*e = (struct expected){ .opcode = 9, .data_len = 16 };
		e->data[8] = get;
		e->data[9] = set;
		break;
	case 3:
		vowner_cmd_object_create(cmd, member, id, set & 1);
		e->opcode = 0xa;
		e->data_len = 24;
		e->data[16] = set & 1;
		break;
	case 4:
		vowner_cmd_object_destroy(cmd, member, id);
		e->opcode = 0xd;
		break;
	case 5:
		vowner_cmd_parts_size(cmd, member, id);
		e->opcode = 0xe;
		e->data_len = 16;
		e->result_len = 8;
		break;
	case 6:
		vowner_cmd_parts_get(cmd, member, id, len);
		e->opcode = 0xf;
		e->data_len = 16;
		e->data[8] = 1;
		e->in_len = rounded(len);
		break;
	case 7:
		vowner_cmd_parts_set(cmd, member, id, len);
		e->opcode = 0x10;
		e->out_len = rounded(len);
		break;
	}
}

static void check_wire(const struct vowner_cmd *cmd, const struct expected *e,
		       struct vowner_cmd_wire *wire)
{
	uint8_t header[24] = { 0 };
	size_t readable, writable;

	memset(wire, 0xa5, sizeof(*wire));
	readable = vowner_cmd_encode(cmd, wire, &writable);
	put(header, e->opcode, 2);
	put(header + 2, e->group, 2);
	put(header + 16, e->member, 8);
	require(readable == sizeof(header) + e->data_len, "%zu bytes readable",
		readable);
	require(writable == 8 + e->result_len, "%zu bytes writable", writable);
	require(!memcmp(wire->readable, header, sizeof(header)),
		"the header of opcode %u", e->opcode);
	require(!memcmp(wire->readable + sizeof(header), e->data, e->data_len),
		"the data of opcode %u", e->opcode);
	require(cmd->out_len == e->out_len, "%u bytes of pages read",
		cmd->out_len);
	require(cmd->in_len == e->in_len, "%u bytes of pages written",
		cmd->in_len);
}

/* Byte @i of the result, as far as the device says that it wrote it. */
static uint8_t byte(const struct vowner_cmd_wire *wire, size_t used, size_t i)
{
	return 8 + i < used ? wire->writable[8 + i] : 0;
}

static void check_answer(struct vowner_cmd *cmd, const struct expected *e,
			 const struct vowner_cmd_wire *wire, size_t used)
{
	size_t before = 8 + e->result_len;
	size_t came = used > before ? used - before : 0;
	uint8_t get, set;
	uint32_t size = 0;

	if (vowner_cmd_decode(cmd, wire, used)) {
		require(cmd->in_len == e->in_len, "%u bytes of room left",
			cmd->in_len);
		return;
	}
	if (came > e->in_len)
		came = e->in_len;
	require(cmd->in_len == came, "%u bytes in pages, %zu were used",
		cmd->in_len, used);

	switch (e->opcode) {
	case 7:
		size = byte(wire, used, 0);
		require(vowner_cmd_has_parts_cap(cmd) == (size & 1),
			"the first byte is %#x", size);
		break;
	case 8:
		vowner_cmd_cap_limits(cmd, &get, &set);
		require(get == byte(wire, used, 0), "limit %u to get", get);
		require(set == byte(wire, used, 1), "limit %u to set", set);
		break;
	case 0xe:
		for (size_t i = 4; i--;)
			size = size << 8 | byte(wire, used, i);
		require(vowner_cmd_size(cmd) == size, "%u, not %u bytes",
			vowner_cmd_size(cmd), size);
		break;
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
