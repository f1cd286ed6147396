// SPDX-License-Identifier: GPL-2.0-only
/* The tool knows the device types that the driver knows. */
#include "legacy_layout.h"
#include "modern_features.h"
#include "virtio/type.h"
#include "unit.h"

#define VIRTIO_IDS 64

static void the_driver_and_the_tool_know_the_same_legacy_types(void **state)
{
	for (unsigned int id = 0; id < VIRTIO_IDS; id++)
		if (type_has_legacy(id) != !!vvp_legacy_type_find(id))
			fail_msg("virtio id %u", id);
}

static void those_that_are_safe_are_the_same(void **state)
{
	for (unsigned int id = 0; id < VIRTIO_IDS; id++)
		if (type_is_safe(id) != vvp_modern_type_safe(id))
			fail_msg("virtio id %u", id);
}

static void transitional_ids_are_those_of_the_driver(void **state)
{
	const struct legacy_type *type;

	for (unsigned int id = 1; id < VIRTIO_IDS; id++) {
		type = vvp_legacy_type_find(id);
		if (type)
			assert_int_equal(type_of_device(type->transitional_id),
					 id);
	}
}

static void modern_ids_are_the_virtio_id_and_1040(void **state)
{
	assert_int_equal(type_of_device(0x1041), 1);
	assert_int_equal(type_of_device(0x1049), 9);
	assert_int_equal(type_of_device(0x107f), 63);
	assert_int_equal(type_of_device(0x1080), 0);
	assert_int_equal(type_of_device(0x1040), 0);
}

static void only_1000_to_107f_are_of_virtio(void **state)
{
	assert_false(type_is_virtio(0xfff));
	assert_true(type_is_virtio(0x1000));
	assert_true(type_is_virtio(0x107f));
	assert_false(type_is_virtio(0x1080));
	/* the VMM's own, of the same vendor */
	assert_false(type_is_virtio(0x1110));
}

static void each_type_has_a_name(void **state)
{
	assert_string_equal(type_name(1), "network");
	assert_string_equal(type_name(9), "9p");
	assert_string_equal(type_name(63), "other");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_driver_and_the_tool_know_the_same_legacy_types),
		cmocka_unit_test(those_that_are_safe_are_the_same),
		cmocka_unit_test(transitional_ids_are_those_of_the_driver),
		cmocka_unit_test(modern_ids_are_the_virtio_id_and_1040),
		cmocka_unit_test(only_1000_to_107f_are_of_virtio),
		cmocka_unit_test(each_type_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
