// SPDX-License-Identifier: GPL-2.0-only
/* What a guest's writes say of its vector registers, and the saved form of that. */
#include <errno.h>

#include "guest_vectors.h"
#include "unit.h"

#define NO_VECTOR 0xffff

enum { ADDRESS = 8, SELECT = 14, STATUS = 18 };

static struct guest_vectors guest;
static u8 saved[GUEST_VECTORS_SAVED];

static struct legacy_access at(u8 offset, u8 len)
{
	return (struct legacy_access){
		.space = LEGACY_COMMON,
		.offset = offset,
		.len = len,
		.reg = offset == STATUS ? LEGACY_STATUS : LEGACY_OTHER,
	};
}

static void written(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = at(offset, len);
	u8 data[] = { value, value >> 8, value >> 16, value >> 24 };

	vvp_guest_vectors_was_written(&guest, &access, data);
}

static void start(void)
{
	vvp_guest_vectors_reset(&guest);
	written(STATUS, 1, 1);
}

static bool sets_address(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = at(offset, len);
	u8 data[] = { value, value >> 8, value >> 16, value >> 24 };

	return vvp_guest_vectors_sets_address(&access, data);
}

static void a_device_is_in_use_from_its_first_status_on(void **state)
{
	vvp_guest_vectors_reset(&guest);
	assert_false(guest.in_use);
	written(STATUS, 1, 1);
	assert_true(guest.in_use);
	written(SELECT, 2, 3);
	written(ADDRESS, 4, 5);
	written(STATUS, 1, 0);
	assert_false(guest.in_use);
	assert_int_equal(guest.select, 0);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), -1);
}

static void a_queue_is_up_while_it_has_an_address(void **state)
{
	start();
	written(SELECT, 2, 255);
	written(ADDRESS, 4, 0x1000);
	written(SELECT, 2, 7);
	written(ADDRESS, 4, 1);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), 7);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 8), 255);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 256), -1);
	assert_int_equal(guest.queue[7], NO_VECTOR);
	written(ADDRESS, 4, 0);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), 255);
}

static void a_new_address_keeps_the_vector(void **state)
{
	start();
	written(ADDRESS, 4, 1);
	guest.queue[0] = 3;
	written(ADDRESS, 4, 2);
	assert_int_equal(guest.queue[0], 3);
}

static void bytes_are_registers_in_part(void **state)
{
	start();
	written(SELECT, 1, 2);
	written(SELECT + 1, 1, 1);
	assert_int_equal(guest.select, 0x102);
	written(SELECT, 1, 9);
	assert_int_equal(guest.select, 0x109);
	written(SELECT + 1, 1, 0);
	written(ADDRESS, 1, 0);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), -1);
	written(ADDRESS + 2, 1, 1);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), 9);
	/* zeros in part do not say that all of it is zero */
	written(ADDRESS, 1, 0);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), 9);
}

static void a_queue_too_far_behind_is_not_followed(void **state)
{
	start();
	written(SELECT, 2, GUEST_VECTORS_QUEUES);
	written(ADDRESS, 4, 1);
	assert_int_equal(vvp_guest_vectors_next_up(&guest, 0), -1);
}

static void what_may_give_an_address_is_known(void **state)
{
	assert_true(sets_address(ADDRESS, 4, 1));
	assert_false(sets_address(ADDRESS, 4, 0));
	assert_true(sets_address(ADDRESS + 3, 1, 0));
	assert_false(sets_address(SELECT, 2, 1));
	assert_false(sets_address(ADDRESS + 4, 2, 1));
}

static void check_comes_back(void)
{
	size_t len = vvp_guest_vectors_save(&guest, saved);
	struct guest_vectors back;
	int i;

	memset(&back, 0xa5, sizeof(back));
	assert_int_equal(vvp_guest_vectors_load(&back, saved, len), 0);
	assert_int_equal(back.in_use, guest.in_use);
	assert_int_equal(back.select, guest.select);
	assert_int_equal(back.config, guest.config);
	assert_memory_equal(back.up, guest.up, sizeof(back.up));
	for (i = vvp_guest_vectors_next_up(&guest, 0); i >= 0;
	     i = vvp_guest_vectors_next_up(&guest, i + 1))
		assert_int_equal(back.queue[i], guest.queue[i]);
}

static void what_was_set_up_comes_back(void **state)
{
	int i;

	vvp_guest_vectors_reset(&guest);
	check_comes_back();
	start();
	guest.config = 1;
	for (i = 0; i < GUEST_VECTORS_QUEUES; i++) {
		written(SELECT, 2, i);
		written(ADDRESS, 4, 1 + i);
		guest.queue[i] = i * 3;
	}
	check_comes_back();
	assert_int_equal(vvp_guest_vectors_save(&guest, saved),
			 GUEST_VECTORS_SAVED);
}

static void refused(size_t len)
{
	struct guest_vectors back = { .select = 77 };

	assert_int_equal(vvp_guest_vectors_load(&back, saved, len), -EINVAL);
	assert_int_equal(back.select, 77);
}

static void nothing_else_is_taken(void **state)
{
	size_t len, i;

	start();
	written(ADDRESS, 4, 1);
	written(SELECT, 2, 5);
	written(ADDRESS, 4, 1);
	len = vvp_guest_vectors_save(&guest, saved);
	assert_int_equal(len, 7 + 2 * 4);
	for (i = 0; i < len; i++)
		refused(i);
	refused(len + 1);
	saved[0] |= 2;
	refused(len);
	saved[0] &= ~2;
	/* queues that do not ascend, and one that is too far behind */
	saved[7 + 4] = 0;
	refused(len);
	saved[7 + 4 + 1] = 1;
	refused(len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_is_in_use_from_its_first_status_on),
		cmocka_unit_test(a_queue_is_up_while_it_has_an_address),
		cmocka_unit_test(a_new_address_keeps_the_vector),
		cmocka_unit_test(bytes_are_registers_in_part),
		cmocka_unit_test(a_queue_too_far_behind_is_not_followed),
		cmocka_unit_test(what_may_give_an_address_is_known),
		cmocka_unit_test(what_was_set_up_comes_back),
		cmocka_unit_test(nothing_else_is_taken),
	};

	return cmocka_run_group_tests_name("guest_vectors", tests, NULL, NULL);
}
