// SPDX-License-Identifier: GPL-2.0-only
/* Administration commands as bytes, and what answers mean. */
#include <errno.h>

#include "admin_cmd.h"
#include "unit.h"

static struct vowner_cmd_wire wire;
static size_t readable, writable;

static void legacy_read(struct vowner_cmd *cmd, u64 member, bool common,
			u8 offset, u8 len)
{
	struct vowner_legacy access = { common, offset, len };

	vowner_cmd_legacy_read(cmd, member, &access);
}

static void legacy_write(struct vowner_cmd *cmd, u64 member, bool common,
			 u8 offset, const u8 *data, u8 len)
{
	struct vowner_legacy access = { common, offset, len };

	vowner_cmd_legacy_write(cmd, member, &access, data);
}

static void encode(const struct vowner_cmd *cmd)
{
	memset(&wire, 0xa5, sizeof(wire));
	readable = vowner_cmd_encode(cmd, &wire, &writable);
}

static u64 get_le(const u8 *from, size_t len)
{
	u64 value = 0;

	while (len--)
		value = value << 8 | from[len];
	return value;
}

static void check_header(u16 opcode, u64 member)
{
	size_t i;

	assert_int_equal(get_le(wire.readable, 2), opcode);
	assert_int_equal(get_le(wire.readable + 2, 2), 1);
	for (i = 4; i < 16; i++)
		assert_int_equal(wire.readable[i], 0);
	assert_int_equal(get_le(wire.readable + 16, 8), member);
}

static void a_list_query(void **state)
{
	struct vowner_cmd cmd;

	vowner_cmd_list_query(&cmd, 1);
	encode(&cmd);
	check_header(0, 0);
	assert_int_equal(readable, 24);
	assert_int_equal(writable, 16);
}

static void a_list_use(void **state)
{
	struct vowner_cmd cmd;

	vowner_cmd_list_use(&cmd, 1, 0x1122334455667788);
	encode(&cmd);
	check_header(1, 0);
	assert_int_equal(readable, 32);
	assert_true(get_le(wire.readable + 24, 8) == 0x1122334455667788);
	assert_int_equal(writable, 8);
}

/* The device itself is a group, too: it has the capabilities. */
static void a_list_of_the_self_group(void **state)
{
	struct vowner_cmd cmd;

	vowner_cmd_list_query(&cmd, 0);
	encode(&cmd);
	assert_int_equal(get_le(wire.readable + 2, 2), 0);
	vowner_cmd_list_use(&cmd, 0, 0x383);
	encode(&cmd);
	assert_int_equal(get_le(wire.readable + 2, 2), 0);
	assert_int_equal(get_le(wire.readable + 16, 8), 0);
	assert_true(get_le(wire.readable + 24, 8) == 0x383);
}

static void a_read(void **state)
{
	struct vowner_cmd cmd;
	size_t i;

	legacy_read(&cmd, 7, true, 18, 1);
	encode(&cmd);
	check_header(3, 7);
	assert_int_equal(readable, 32);
	assert_int_equal(wire.readable[24], 18);
	for (i = 25; i < readable; i++)
		assert_int_equal(wire.readable[i], 0);
	assert_int_equal(writable, 8 + 1);

	legacy_read(&cmd, 7, false, 0, 6);
	encode(&cmd);
	check_header(5, 7);
	assert_int_equal(writable, 8 + 6);
}

static void a_write(void **state)
{
	static const u8 data[] = { 1, 2, 3, 4 };
	struct vowner_cmd cmd;
	size_t i;

	legacy_write(&cmd, 255, true, 8, data, sizeof(data));
	encode(&cmd);
	check_header(2, 255);
	assert_int_equal(readable, 32 + 4);
	assert_int_equal(wire.readable[24], 8);
	for (i = 25; i < 32; i++)
		assert_int_equal(wire.readable[i], 0);
	assert_memory_equal(wire.readable + 32, data, sizeof(data));
	assert_int_equal(writable, 8);

	legacy_write(&cmd, 1, false, 3, data, 1);
	encode(&cmd);
	check_header(4, 1);
	assert_int_equal(readable, 32 + 1);
}

static void a_question_for_addresses(void **state)
{
	struct vowner_cmd cmd;

	vowner_cmd_notify_info(&cmd, 3);
	encode(&cmd);
	check_header(6, 3);
	assert_int_equal(readable, 24);
	assert_int_equal(writable, 8 + 64);
}

/* The parts in which the specification wants no odd bytes. */
static void lengths_are_multiples_of_8(void **state)
{
	struct vowner_cmd cmd;
	u8 len;

	for (len = 1; len <= VOWNER_LEGACY_MAX; len++) {
		legacy_read(&cmd, 1, false, 0, len);
		encode(&cmd);
		assert_int_equal(readable % 8, 0);
	}
	vowner_cmd_notify_info(&cmd, 1);
	encode(&cmd);
	assert_int_equal(readable % 8, 0);
	assert_int_equal(writable % 8, 0);
}

static void nothing_old_goes_to_the_device(void **state)
{
	struct vowner_cmd cmd;
	size_t i;

	legacy_read(&cmd, 1, true, 0, 4);
	encode(&cmd);
	for (i = 0; i < sizeof(wire.writable); i++)
		assert_int_equal(wire.writable[i], 0);
}

static int answer(struct vowner_cmd *cmd, u16 status, size_t used)
{
	memset(wire.writable, 0xee, sizeof(wire.writable));
	wire.writable[0] = status;
	wire.writable[1] = status >> 8;
	return vowner_cmd_decode(cmd, &wire, used);
}

static void only_known_statuses_are_error_numbers(void **state)
{
	struct vowner_cmd cmd;
	unsigned int status;

	legacy_read(&cmd, 1, true, 0, 4);
	for (status = 1; status <= 0xffff; status++) {
		int ret = answer(&cmd, status, 12);

		switch (status) {
		case ENXIO:
		case EAGAIN:
		case ENOMEM:
		case EBUSY:
		case ENOSPC:
			assert_int_equal(ret, -(int)status);
			break;
		default:
			assert_int_equal(ret, -EINVAL);
		}
	}
	assert_int_equal(answer(&cmd, 0, 12), 0);
}

static void a_short_answer_is_filled_up_with_zeros(void **state)
{
	struct vowner_cmd cmd;
	size_t used, i;

	for (used = 0; used <= 12; used++) {
		legacy_read(&cmd, 1, true, 0, 4);
		memset(cmd.result, 0x77, sizeof(cmd.result));
		assert_int_equal(answer(&cmd, 0, used), 0);
		for (i = 0; i < sizeof(cmd.result); i++)
			assert_int_equal(cmd.result[i],
					 8 + i < used ? 0xee : 0);
	}
}

static void an_answer_said_to_be_longer_is_cut(void **state)
{
	struct vowner_cmd cmd;

	legacy_read(&cmd, 1, true, 0, 4);
	assert_int_equal(answer(&cmd, 0, SIZE_MAX), 0);
	assert_int_equal(cmd.result[3], 0xee);
	assert_int_equal(cmd.result[4], 0);
}

/* Not even the status has been written: nothing has, so it counts as zero. */
static void an_answer_of_half_a_status(void **state)
{
	struct vowner_cmd cmd;

	legacy_read(&cmd, 1, true, 0, 4);
	assert_int_equal(answer(&cmd, 0x0116, 0), 0);
	assert_int_equal(answer(&cmd, 0x0116, 1), -EINVAL);
	assert_int_equal(answer(&cmd, 0x010b, 1), -EAGAIN);
	assert_int_equal(answer(&cmd, 0x010b, 2), -EINVAL);
}

/* What goes on in pages: behind a whole result, and no more than there is room. */
static void an_answer_in_pages(void **state)
{
	struct vowner_cmd cmd;
	size_t used;

	for (used = 0; used < 200; used++) {
		vowner_cmd_start(&cmd, 0xf, 1);
		cmd.in_len = 96;
		assert_int_equal(answer(&cmd, 0, used), 0);
		assert_int_equal(cmd.in_len, used < 8	  ? 0
					     : used < 104 ? used - 8
							  : 96);

		vowner_cmd_start(&cmd, 0xe, 1);
		cmd.result_len = 8;
		cmd.in_len = 96;
		assert_int_equal(answer(&cmd, 0, used), 0);
		assert_int_equal(cmd.in_len, used < 16	  ? 0
					     : used < 112 ? used - 16
							  : 96);
	}
	vowner_cmd_start(&cmd, 0xf, 1);
	cmd.in_len = 96;
	assert_int_equal(answer(&cmd, 0, SIZE_MAX), 0);
	assert_int_equal(cmd.in_len, 96);
}

/* It may be sent again, with all of its room. */
static void a_refusal_leaves_the_room_in_pages(void **state)
{
	struct vowner_cmd cmd;

	vowner_cmd_start(&cmd, 0xf, 1);
	cmd.in_len = 96;
	assert_int_equal(answer(&cmd, 11, 8), -EAGAIN);
	assert_int_equal(cmd.in_len, 96);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_query),
		cmocka_unit_test(a_list_use),
		cmocka_unit_test(a_list_of_the_self_group),
		cmocka_unit_test(a_read),
		cmocka_unit_test(a_write),
		cmocka_unit_test(a_question_for_addresses),
		cmocka_unit_test(lengths_are_multiples_of_8),
		cmocka_unit_test(nothing_old_goes_to_the_device),
		cmocka_unit_test(only_known_statuses_are_error_numbers),
		cmocka_unit_test(a_short_answer_is_filled_up_with_zeros),
		cmocka_unit_test(an_answer_said_to_be_longer_is_cut),
		cmocka_unit_test(an_answer_of_half_a_status),
		cmocka_unit_test(an_answer_in_pages),
		cmocka_unit_test(a_refusal_leaves_the_room_in_pages),
	};

	return cmocka_run_group_tests_name("admin_cmd", tests, NULL, NULL);
}
