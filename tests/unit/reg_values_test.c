// SPDX-License-Identifier: GPL-2.0-only
/* What is known of the registers without asking, and when it is no longer. */
#include "reg_values.h"
#include "unit.h"

enum { FEATURES = 0, DRIVER_FEATURES = 4, ADDRESS = 8, SIZE = 12, SELECT = 14 };
enum { STATUS = 18, ISR = 19, QUEUE_VECTOR = 22 };

static struct reg_values values;

static struct legacy_access at(u8 offset, u8 len)
{
	return (struct legacy_access){ LEGACY_COMMON, offset, len };
}

static void bytes_of(u32 value, u8 bytes[4])
{
	bytes[0] = value;
	bytes[1] = value >> 8;
	bytes[2] = value >> 16;
	bytes[3] = value >> 24;
}

static void written(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = at(offset, len);
	u8 data[4];

	bytes_of(value, data);
	vvp_reg_values_was_written(&values, &access, data);
}

static void was_read(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = at(offset, len);
	u8 data[4];

	bytes_of(value, data);
	vvp_reg_values_was_read(&values, &access, data);
}

static bool needless(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = at(offset, len);
	u8 data[4];

	bytes_of(value, data);
	return vvp_reg_values_have(&values, &access, data);
}

static bool asks(u8 offset, u8 len)
{
	struct legacy_access access = at(offset, len);
	u8 to[4] = { 0xa5, 0xa5, 0xa5, 0xa5 };
	bool served = vvp_reg_values_serve(&values, &access, to);

	if (!served)
		assert_int_equal(to[0], 0xa5);
	return !served;
}

static void serves(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = at(offset, len);
	u8 to[5] = { 0, 0, 0, 0, 0xa5 }, expected[4];

	bytes_of(value, expected);
	to[len] = 0xa5;
	assert_true(vvp_reg_values_serve(&values, &access, to));
	assert_memory_equal(to, expected, len);
	assert_int_equal(to[len], 0xa5);
}

/* A device that the guest has reset, and seen reset. */
static void start(void)
{
	vvp_reg_values_invalidate(&values);
	written(STATUS, 1, 0);
	was_read(STATUS, 1, 0);
}

static void nothing_is_known_before_a_reset(void **state)
{
	vvp_reg_values_invalidate(&values);
	written(SELECT, 2, 1);
	was_read(FEATURES, 4, 1);
	was_read(SIZE, 2, 256);
	written(STATUS, 1, 1);
	assert_false(needless(SELECT, 2, 1));
	assert_true(asks(FEATURES, 4));
	assert_true(asks(SIZE, 2));
	assert_true(asks(ADDRESS, 4));
	assert_true(asks(STATUS, 1));
}

static void a_reset_has_to_be_seen(void **state)
{
	vvp_reg_values_invalidate(&values);
	written(STATUS, 1, 0);
	written(SELECT, 2, 0);
	assert_true(asks(ADDRESS, 4));
	assert_true(asks(STATUS, 1));
	was_read(STATUS, 1, 4);
	assert_true(asks(ADDRESS, 4));
	was_read(STATUS, 1, 0);
	serves(STATUS, 1, 0);
}

static void what_was_selected_meanwhile_is_not_known(void **state)
{
	vvp_reg_values_invalidate(&values);
	written(STATUS, 1, 0);
	written(SELECT, 2, 1);
	was_read(STATUS, 1, 0);
	assert_false(needless(SELECT, 2, 1));
}

static void a_status_meanwhile_is_not_seen_as_reset(void **state)
{
	vvp_reg_values_invalidate(&values);
	written(STATUS, 1, 0);
	written(STATUS, 1, 1);
	was_read(STATUS, 1, 0);
	assert_true(asks(STATUS, 1));
}

static void a_queue_is_selected_once(void **state)
{
	start();
	assert_false(needless(SELECT, 2, 0));
	written(SELECT, 2, 1);
	assert_true(needless(SELECT, 2, 1));
	assert_false(needless(SELECT, 2, 0));
	assert_false(needless(SELECT, 2, 0x101));
	assert_false(needless(SELECT, 1, 1));
	assert_true(asks(SELECT, 2));
}

static void half_a_selection_is_none(void **state)
{
	start();
	written(SELECT, 2, 1);
	written(SELECT + 1, 1, 1);
	assert_false(needless(SELECT, 2, 1));
}

static void others_may_select(void **state)
{
	start();
	written(SELECT, 2, 1);
	was_read(FEATURES, 4, 7);
	vvp_reg_values_lose_selection(&values);
	assert_false(needless(SELECT, 2, 1));
	assert_true(asks(ADDRESS, 4));
	serves(FEATURES, 4, 7);
}

static void features_are_read_once(void **state)
{
	start();
	assert_true(asks(FEATURES, 4));
	was_read(FEATURES + 1, 1, 9);
	assert_true(asks(FEATURES, 4));
	was_read(FEATURES, 4, 0x12345678);
	serves(FEATURES, 4, 0x12345678);
	serves(FEATURES + 1, 2, 0x3456);
}

static void the_size_of_each_queue_is_read_once(void **state)
{
	start();
	was_read(SIZE, 2, 77);
	assert_true(asks(SIZE, 2));
	written(SELECT, 2, 0);
	was_read(SIZE, 2, 256);
	written(SELECT, 2, 63);
	assert_true(asks(SIZE, 2));
	was_read(SIZE, 2, 512);
	serves(SIZE, 2, 512);
	written(SELECT, 2, 0);
	serves(SIZE, 2, 256);
	serves(SIZE + 1, 1, 1);
}

static void queues_far_behind_are_asked_for(void **state)
{
	start();
	written(SELECT, 2, 64);
	was_read(SIZE, 2, 256);
	assert_true(asks(SIZE, 2));
	assert_true(asks(ADDRESS, 4));
	written(SELECT, 2, 0xffff);
	assert_true(asks(ADDRESS, 4));
}

static void an_address_nobody_wrote_is_zero(void **state)
{
	start();
	assert_true(asks(ADDRESS, 4));
	written(SELECT, 2, 1);
	serves(ADDRESS, 4, 0);
	serves(ADDRESS + 3, 1, 0);
	written(ADDRESS, 4, 0x123);
	/* The device may have refused it. */
	assert_true(asks(ADDRESS, 4));
	written(SELECT, 2, 2);
	serves(ADDRESS, 4, 0);
	written(SELECT, 2, 1);
	assert_true(asks(ADDRESS, 4));
}

static void an_address_may_go_to_any_queue(void **state)
{
	start();
	written(ADDRESS, 4, 0x123);
	written(SELECT, 2, 5);
	assert_true(asks(ADDRESS, 4));
}

static void an_address_of_zero_may_be_a_reset(void **state)
{
	start();
	written(SELECT, 2, 1);
	was_read(FEATURES, 4, 1);
	written(ADDRESS, 4, 0);
	assert_true(asks(FEATURES, 4));
	assert_false(needless(SELECT, 2, 1));
	start();
	written(SELECT, 2, 1);
	was_read(FEATURES, 4, 1);
	written(ADDRESS + 3, 1, 5);
	assert_true(asks(FEATURES, 4));
}

static void the_status_is_known_up_to_driver(void **state)
{
	start();
	serves(STATUS, 1, 0);
	written(STATUS, 1, 1);
	serves(STATUS, 1, 1);
	written(STATUS, 1, 3);
	serves(STATUS, 1, 3);
	written(STATUS, 1, 7);
	assert_true(asks(STATUS, 1));
	/* A device that has been live may say anything. */
	written(STATUS, 1, 3);
	assert_true(asks(STATUS, 1));
}

static void what_a_device_may_refuse_is_asked_for(void **state)
{
	start();
	written(STATUS, 1, 3);
	written(STATUS, 1, 11);
	assert_true(asks(STATUS, 1));
	written(DRIVER_FEATURES, 4, 1);
	assert_true(asks(DRIVER_FEATURES, 4));
	written(QUEUE_VECTOR, 2, 1);
	assert_true(asks(QUEUE_VECTOR, 2));
	was_read(ISR, 1, 1);
	assert_true(asks(ISR, 1));
}

static void the_device_configuration_is_not_common(void **state)
{
	struct legacy_access config = { LEGACY_DEVICE, FEATURES, 4 };
	u8 data[4] = { 0 };

	start();
	was_read(FEATURES, 4, 1);
	assert_false(vvp_reg_values_serve(&values, &config, data));
	config = (struct legacy_access){ LEGACY_DEVICE, STATUS, 1 };
	assert_false(vvp_reg_values_serve(&values, &config, data));
	vvp_reg_values_was_written(&values, &config, data);
	serves(FEATURES, 4, 1);
	written(SELECT, 2, 0);
	config = (struct legacy_access){ LEGACY_DEVICE, SELECT, 2 };
	assert_false(vvp_reg_values_have(&values, &config, data));
}

static void all_can_be_forgotten(void **state)
{
	start();
	written(SELECT, 2, 1);
	was_read(FEATURES, 4, 1);
	was_read(SIZE, 2, 256);
	vvp_reg_values_invalidate(&values);
	assert_true(vvp_reg_values_empty(&values));
	nothing_is_known_before_a_reset(state);
}

static void a_reset_forgets_all(void **state)
{
	start();
	written(SELECT, 2, 1);
	was_read(FEATURES, 4, 1);
	was_read(SIZE, 2, 256);
	written(STATUS, 1, 0);
	assert_true(asks(FEATURES, 4));
	was_read(STATUS, 1, 0);
	assert_true(asks(FEATURES, 4));
	assert_false(needless(SELECT, 2, 1));
	written(SELECT, 2, 1);
	assert_true(asks(SIZE, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_before_a_reset),
		cmocka_unit_test(a_reset_has_to_be_seen),
		cmocka_unit_test(what_was_selected_meanwhile_is_not_known),
		cmocka_unit_test(a_status_meanwhile_is_not_seen_as_reset),
		cmocka_unit_test(a_queue_is_selected_once),
		cmocka_unit_test(half_a_selection_is_none),
		cmocka_unit_test(others_may_select),
		cmocka_unit_test(features_are_read_once),
		cmocka_unit_test(the_size_of_each_queue_is_read_once),
		cmocka_unit_test(queues_far_behind_are_asked_for),
		cmocka_unit_test(an_address_nobody_wrote_is_zero),
		cmocka_unit_test(an_address_may_go_to_any_queue),
		cmocka_unit_test(an_address_of_zero_may_be_a_reset),
		cmocka_unit_test(the_status_is_known_up_to_driver),
		cmocka_unit_test(what_a_device_may_refuse_is_asked_for),
		cmocka_unit_test(the_device_configuration_is_not_common),
		cmocka_unit_test(all_can_be_forgotten),
		cmocka_unit_test(a_reset_forgets_all),
	};

	return cmocka_run_group_tests_name("reg_values", tests, NULL, NULL);
}
