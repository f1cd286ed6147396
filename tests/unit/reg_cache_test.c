// SPDX-License-Identifier: GPL-2.0-only
/* The door to what is kept of the registers: which kind serves, and what ends it. */
#include <linux/virtio_ids.h>

#include "reg_cache.h"
#include "unit.h"

#define NOW 1000

enum { SELECT = 14, STATUS = 18 };

static const struct legacy_access mac = { LEGACY_DEVICE, 0, 6 };
static const struct legacy_access mac_start = { LEGACY_DEVICE, 0, 1 };
static const struct legacy_access mac_next = { LEGACY_DEVICE, 1, 1 };
static const struct legacy_access status = { LEGACY_COMMON, STATUS, 1 };
static const struct legacy_access selects = { LEGACY_COMMON, SELECT, 2 };
static const u8 value[] = { 1, 2, 3, 4, 5, 6 };

static struct reg_cache cache;

static bool is_served(const struct legacy_access *access, u64 now,
		      enum served *by)
{
	u8 to[LEGACY_ACCESS_MAX];

	*by = SERVED_BACKEND;
	return vvp_reg_cache_serve(&cache, access, now, to, by);
}

static bool serves(const struct legacy_access *access)
{
	enum served by;

	return is_served(access, NOW, &by);
}

/* A device that the guest has reset, and seen reset. */
static void start(void)
{
	static const u8 zero;

	vvp_reg_cache_open(&cache);
	vvp_reg_cache_was_written(&cache, &status, &zero);
	vvp_reg_cache_was_read(&cache, &status, &zero);
}

static void read_mac(void)
{
	u8 to = 0;

	vvp_reg_cache_field_was_read(&cache, &mac, value, &mac_start, NOW, &to);
	assert_int_equal(to, value[0]);
}

static void a_new_session_knows_nothing(void **state)
{
	vvp_reg_cache_open(&cache);
	assert_false(vvp_reg_cache_knows(&cache));
	assert_false(vvp_reg_cache_is_timed(&cache));
	assert_false(serves(&status));
	assert_false(serves(&mac_start));
}

static void a_known_value_is_served_as_such(void **state)
{
	enum served by;

	start();
	assert_true(vvp_reg_cache_knows(&cache));
	assert_true(is_served(&status, NOW, &by));
	assert_int_equal(by, SERVED_CACHE);
}

static void a_field_that_was_read_ahead_is_served_as_such(void **state)
{
	enum served by;

	start();
	read_mac();
	assert_true(vvp_reg_cache_is_timed(&cache));
	assert_true(is_served(&mac_next, NOW, &by));
	assert_int_equal(by, SERVED_READ_AHEAD);
}

static void a_write_ends_what_was_read_ahead_alone(void **state)
{
	start();
	read_mac();
	vvp_reg_cache_about_to_write(&cache);
	assert_false(serves(&mac_next));
	assert_true(serves(&status));
}

static void invalidating_ends_both(void **state)
{
	start();
	read_mac();
	vvp_reg_cache_invalidate(&cache);
	assert_false(serves(&mac_next));
	assert_false(serves(&status));
	assert_false(vvp_reg_cache_knows(&cache));
}

static void a_refused_field_is_not_asked_for_again_in_the_session(void **state)
{
	const struct legacy_type *net = vvp_legacy_type_find(VIRTIO_ID_NET);
	struct legacy_access field;

	start();
	assert_true(vvp_reg_cache_wants_field(&cache, net, &mac_start, &field));
	assert_int_equal(field.len, mac.len);
	assert_false(vvp_reg_cache_wants_field(&cache, net, &mac, &field));
	vvp_reg_cache_field_refused(&cache);
	vvp_reg_cache_invalidate(&cache);
	assert_false(
		vvp_reg_cache_wants_field(&cache, net, &mac_start, &field));
	vvp_reg_cache_open(&cache);
	assert_true(vvp_reg_cache_wants_field(&cache, net, &mac_start, &field));
}

static void the_selection_can_be_lost_alone(void **state)
{
	static const u8 one[] = { 1, 0 };

	start();
	vvp_reg_cache_was_written(&cache, &selects, one);
	assert_true(vvp_reg_cache_has(&cache, &selects, one));
	vvp_reg_cache_lose_selection(&cache);
	assert_false(vvp_reg_cache_has(&cache, &selects, one));
	assert_true(serves(&status));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_session_knows_nothing),
		cmocka_unit_test(a_known_value_is_served_as_such),
		cmocka_unit_test(a_field_that_was_read_ahead_is_served_as_such),
		cmocka_unit_test(a_write_ends_what_was_read_ahead_alone),
		cmocka_unit_test(invalidating_ends_both),
		cmocka_unit_test(
			a_refused_field_is_not_asked_for_again_in_the_session),
		cmocka_unit_test(the_selection_can_be_lost_alone),
	};

	return cmocka_run_group_tests_name("reg_cache", tests, NULL, NULL);
}
