// SPDX-License-Identifier: GPL-2.0-only
/* Ids as people write them, and functions that are left alone. */
#include "device_ids.h"
#include "unit.h"

#define ANY DEVICE_ID_ANY

static void check_ids(const char *text, struct device_ids expected)
{
	struct device_ids ids;

	memset(&ids, 0x55, sizeof(ids));
	assert_true(vvp_device_ids_parse(text, &ids));
	assert_memory_equal(&ids, &expected, sizeof(ids));
}

static void what_is_left_out_does_not_matter(void **state)
{
	check_ids("8086:10fb",
		  (struct device_ids){ 0x8086, 0x10fb, ANY, ANY, 0, 0 });
	check_ids("8086:10fb:1af4",
		  (struct device_ids){ 0x8086, 0x10fb, 0x1af4, ANY, 0, 0 });
	check_ids("8086:10fb:1af4:1100",
		  (struct device_ids){ 0x8086, 0x10fb, 0x1af4, 0x1100, 0, 0 });
	check_ids("8086:10fb:1af4:1100:20000",
		  (struct device_ids){ 0x8086, 0x10fb, 0x1af4, 0x1100, 0x20000,
				       0 });
	check_ids("8086:10fb:1af4:1100:20000:ffff00",
		  (struct device_ids){ 0x8086, 0x10fb, 0x1af4, 0x1100, 0x20000,
				       0xffff00 });
}

/* As vfio-pci is told of all functions of a class. */
static void any_can_be_written(void **state)
{
	check_ids("ffffffff:ffffffff:ffffffff:ffffffff:30000:ff0000",
		  (struct device_ids){ ANY, ANY, ANY, ANY, 0x30000, 0xff0000 });
	check_ids("0x8086:0xA",
		  (struct device_ids){ 0x8086, 0xa, ANY, ANY, 0, 0 });
}

static void vendor_and_device_there_must_be(void **state)
{
	static const char *const bad[] = {
		"",	     ":",     "8086",	  "8086:",   "8086,10fb",
		"8086 10fb", ":10fb", "nonsense", "8086:zz",
	};
	struct device_ids ids;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(vvp_device_ids_parse(bad[i], &ids));
}

static void virtio_is_known_by_vendor_and_device(void **state)
{
	assert_true(vvp_device_is_virtio(0x1af4, 0x1000));
	assert_true(vvp_device_is_virtio(0x1af4, 0x1041));
	assert_true(vvp_device_is_virtio(0x1af4, 0x107f));
	assert_false(vvp_device_is_virtio(0x1af4, 0x0fff));
	assert_false(vvp_device_is_virtio(0x1af4, 0x1080));
	/* ivshmem */
	assert_false(vvp_device_is_virtio(0x1af4, 0x1110));
	assert_false(vvp_device_is_virtio(0x8086, 0x1041));
}

static bool is_denylisted(u16 vendor, u16 device)
{
	struct device_facts facts = { .vendor = vendor, .device = device };

	return vvp_device_is_denylisted(&facts);
}

/* Each, and none of their neighbours. */
static void the_denylist_is_that_of_vfio_pci(void **state)
{
	static const u16 listed[] = { 0x0435, 0x0443, 0x0b25, 0x0cfe,
				      0x19e2, 0x19e3, 0x37c8, 0x37c9 };
	unsigned int found = 0;

	for (unsigned int device = 0; device <= 0xffff; device++) {
		bool is_listed = false;

		for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
			is_listed |= listed[i] == device;
		assert_int_equal(is_denylisted(0x8086, device), is_listed);
		found += is_listed;
		assert_false(is_denylisted(0x1af4, device));
	}
	assert_int_equal(found, 8);
}

static bool has_opregion(u16 vendor, u32 class, u32 asls)
{
	struct device_facts facts = { vendor, 0x3e92, class, asls };

	return vvp_device_has_opregion(&facts);
}

static void intel_graphics_with_an_opregion_are_known(void **state)
{
	assert_true(has_opregion(0x8086, 0x030000, 0x7b4f6018));
	/* as a second adapter, or without displays */
	assert_true(has_opregion(0x8086, 0x038000, 0x7b4f6018));
}

/* A card of its own, a VF, a function of another kind or maker. */
static void graphics_without_one_are_like_any_other(void **state)
{
	assert_false(has_opregion(0x8086, 0x030000, 0));
	assert_false(has_opregion(0x8086, 0x030000, 0xffffffff));
	assert_false(has_opregion(0x8086, 0x020000, 0x7b4f6018));
	assert_false(has_opregion(0x8086, 0x040300, 0x7b4f6018));
	assert_false(has_opregion(0x10de, 0x030000, 0x7b4f6018));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_out_does_not_matter),
		cmocka_unit_test(any_can_be_written),
		cmocka_unit_test(vendor_and_device_there_must_be),
		cmocka_unit_test(virtio_is_known_by_vendor_and_device),
		cmocka_unit_test(the_denylist_is_that_of_vfio_pci),
		cmocka_unit_test(intel_graphics_with_an_opregion_are_known),
		cmocka_unit_test(graphics_without_one_are_like_any_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
