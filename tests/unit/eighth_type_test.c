// SPDX-License-Identifier: GPL-2.0-only
/*
 * A new device type is one entry of the table: the one that the documentation
 * shows, which this is compiled with.
 */
#include <linux/virtio_pci.h>

#include "legacy_layout.h"
#include "unit.h"

#define CLOCK_ID 60

static const struct legacy_type *clock_type(void)
{
	const struct legacy_type *type = vvp_legacy_type_find(CLOCK_ID);

	assert_non_null(type);
	return type;
}

static void the_type_is_found(void **state)
{
	(void)state;
	assert_int_equal(clock_type()->transitional_id, 0x103c);
	/* 20 or 24 bytes and 10 of its own, as a power of 2 */
	assert_int_equal(vvp_legacy_bar_size(clock_type()), 64);
}

static void check_access(size_t pos, size_t len, u8 offset, u8 expected)
{
	struct legacy_access access;

	access = vvp_legacy_next_access(clock_type(), false,
					VIRTIO_PCI_CONFIG_OFF(0) + pos, len);
	assert_int_equal(access.space, LEGACY_DEVICE);
	assert_int_equal(access.offset, offset);
	assert_int_equal(access.len, expected);
}

static void accesses_are_cut_at_its_fields(void **state)
{
	(void)state;
	check_access(0, 8, 0, 8);
	check_access(4, 8, 4, 4);
	check_access(8, 4, 8, 2);
}

static void the_others_are_as_they_were(void **state)
{
	(void)state;
	for (u16 id = 1; id <= 9; id++)
		if (id != 6 && id != 7)
			assert_non_null(vvp_legacy_type_find(id));
	assert_null(vvp_legacy_type_find(6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_type_is_found),
		cmocka_unit_test(accesses_are_cut_at_its_fields),
		cmocka_unit_test(the_others_are_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
