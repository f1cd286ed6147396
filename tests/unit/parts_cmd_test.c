// SPDX-License-Identifier: GPL-2.0-only
/* The commands of device parts as bytes, and what their results say. */
#include "parts_cmd.h"
#include "unit.h"

static struct vowner_cmd cmd;
static struct vowner_cmd_wire wire;
static size_t readable, writable;

static void encode(void)
{
	memset(&wire, 0xa5, sizeof(wire));
	readable = vowner_cmd_encode(&cmd, &wire, &writable);
}

static void check_header(u16 opcode, u16 group, u64 member)
{
	encode();
	assert_int_equal(vowner_get_le(wire.readable, 2), opcode);
	assert_int_equal(vowner_get_le(wire.readable + 2, 2), group);
	assert_int_equal(vowner_get_le(wire.readable + 16, 8), member);
	assert_int_equal(readable % 8, 0);
	assert_int_equal(writable % 8, 0);
	assert_int_equal(cmd.out_len % 8, 0);
	assert_int_equal(cmd.in_len % 8, 0);
	assert_true(!cmd.out_len || !cmd.in_len);
}

/* What is behind the header; the rest is reserved, thus 0. */
static void check_data(const u8 *data, size_t len, size_t all)
{
	size_t i;

	assert_int_equal(readable, 24 + all);
	assert_memory_equal(wire.readable + 24, data, len);
	for (i = len; i < all; i++)
		assert_int_equal(wire.readable[24 + i], 0);
}

#define check_bytes(all, ...)                                                  \
	check_data((const u8[]){ __VA_ARGS__ },                                \
		   sizeof((const u8[]){ __VA_ARGS__ }), all)

static int answer(const u8 *result, size_t len)
{
	memset(wire.writable, 0, sizeof(wire.writable));
	memcpy(wire.writable + 8, result, len);
	return vowner_cmd_decode(&cmd, &wire, 8 + len);
}

static void the_list_of_capabilities(void **state)
{
	static const u8 parts[] = { 1, 0, 0, 0, 0, 0, 0, 0x80 },
			others[64] = { 0xfe };

	vowner_cmd_cap_list_query(&cmd);
	check_header(0x7, 0, 0);
	assert_int_equal(readable, 24);
	assert_int_equal(writable, 8 + 64);
	assert_int_equal(answer(parts, 8), 0);
	assert_true(vowner_cmd_has_parts_cap(&cmd));
	assert_int_equal(answer(parts, 1), 0);
	assert_true(vowner_cmd_has_parts_cap(&cmd));
	assert_int_equal(answer(others, 64), 0);
	assert_false(vowner_cmd_has_parts_cap(&cmd));
	assert_int_equal(answer(parts, 0), 0);
	assert_false(vowner_cmd_has_parts_cap(&cmd));
}

static void the_limits_of_objects(void **state)
{
	static const u8 limits[] = { 7, 255 };
	u8 get, set;

	vowner_cmd_cap_get(&cmd);
	check_header(0x8, 0, 0);
	check_bytes(8, 0, 0);
	assert_int_equal(writable, 8 + 8);
	assert_int_equal(answer(limits, 2), 0);
	vowner_cmd_cap_limits(&cmd, &get, &set);
	assert_int_equal(get, 7);
	assert_int_equal(set, 255);
	assert_int_equal(answer(limits, 1), 0);
	vowner_cmd_cap_limits(&cmd, &get, &set);
	assert_int_equal(get, 7);
	assert_int_equal(set, 0);

	vowner_cmd_cap_set(&cmd, 7, 255);
	check_header(0x9, 0, 0);
	check_bytes(16, 0, 0, 0, 0, 0, 0, 0, 0, 7, 255);
	assert_int_equal(writable, 8);
}

static void an_object_is_made(void **state)
{
	vowner_cmd_object_create(&cmd, 3, 0x12345678, false);
	check_header(0xa, 1, 3);
	check_bytes(24, 0, 0, 0, 0, 0x78, 0x56, 0x34, 0x12);
	assert_int_equal(writable, 8);

	vowner_cmd_object_create(&cmd, 255, 254, true);
	check_header(0xa, 1, 255);
	check_bytes(24, 0, 0, 0, 0, 254, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}

static void an_object_is_destroyed(void **state)
{
	vowner_cmd_object_destroy(&cmd, 3, 254);
	check_header(0xd, 1, 3);
	check_bytes(8, 0, 0, 0, 0, 254);
	assert_int_equal(writable, 8);
}

static void the_size_of_all_parts(void **state)
{
	static const u8 size[] = { 0x78, 0x56, 0x34, 0x12, 0xff, 0xff };

	vowner_cmd_parts_size(&cmd, 3, 254);
	check_header(0xe, 1, 3);
	check_bytes(16, 0, 0, 0, 0, 254);
	assert_int_equal(writable, 8 + 8);
	assert_int_equal(cmd.in_len, 0);
	assert_int_equal(answer(size, 6), 0);
	assert_int_equal(vowner_cmd_size(&cmd), 0x12345678);
	assert_int_equal(answer(size, 2), 0);
	assert_int_equal(vowner_cmd_size(&cmd), 0x5678);
}

static void all_parts_are_got(void **state)
{
	vowner_cmd_parts_get(&cmd, 3, 254, 100);
	check_header(0xf, 1, 3);
	check_bytes(16, 0, 0, 0, 0, 254, 0, 0, 0, 1);
	assert_int_equal(writable, 8);
	assert_int_equal(cmd.in_len, 104);
	assert_int_equal(cmd.out_len, 0);

	vowner_cmd_parts_get(&cmd, 3, 254, VOWNER_PARTS_MAX);
	assert_int_equal(cmd.in_len, VOWNER_PARTS_MAX);
}

static void parts_are_set(void **state)
{
	vowner_cmd_parts_set(&cmd, 3, 254, 97);
	check_header(0x10, 1, 3);
	check_bytes(8, 0, 0, 0, 0, 254);
	assert_int_equal(writable, 8);
	assert_int_equal(cmd.out_len, 104);
	assert_int_equal(cmd.in_len, 0);

	vowner_cmd_parts_set(&cmd, 3, 254, VOWNER_PARTS_MAX);
	assert_int_equal(cmd.out_len, VOWNER_PARTS_MAX);
}

static void a_member_is_stopped_and_resumed(void **state)
{
	vowner_cmd_mode_set(&cmd, 3, true);
	check_header(0x11, 1, 3);
	check_bytes(8, 1);
	assert_int_equal(writable, 8);
	vowner_cmd_mode_set(&cmd, 3, false);
	check_header(0x11, 1, 3);
	check_bytes(8, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_of_capabilities),
		cmocka_unit_test(the_limits_of_objects),
		cmocka_unit_test(an_object_is_made),
		cmocka_unit_test(an_object_is_destroyed),
		cmocka_unit_test(the_size_of_all_parts),
		cmocka_unit_test(all_parts_are_got),
		cmocka_unit_test(parts_are_set),
		cmocka_unit_test(a_member_is_stopped_and_resumed),
	};

	return cmocka_run_group_tests_name("parts_cmd", tests, NULL, NULL);
}
