// SPDX-License-Identifier: GPL-2.0-only
/* BAR0 as VFIO_DEVICE_GET_REGION_INFO shows it. */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "registers.h"

static void bar0_is_a_region_of_64_bytes(void **state)
{
	(void)state;
	check_equal(vf.bar0.size, BAR0_SIZE, "size");
	check_equal(vf.bar0.flags,
		    VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE,
		    "flags");
	check_equal(vf.bar0.cap_offset, 0, "capability offset");
}

static void the_smallest_argsz_will_do(void **state)
{
	struct vfio_region_info info = {
		.argsz = offsetof(struct vfio_region_info, offset) +
			 sizeof(info.offset),
		.index = VFIO_PCI_BAR0_REGION_INDEX,
	};

	(void)state;
	check_equal(ioctl(vf.device, VFIO_DEVICE_GET_REGION_INFO, &info), 0,
		    "ioctl");
	check_equal(info.size, BAR0_SIZE, "size");
	check_equal(info.offset, vf.bar0.offset, "offset");
}

static void nothing_behind_the_structure_is_written(void **state)
{
	struct {
		struct vfio_region_info info;
		uint8_t rest[64];
	} big;
	int ret;

	(void)state;
	memset(&big, 0xa5, sizeof(big));
	big.info.argsz = sizeof(big);
	big.info.index = VFIO_PCI_BAR0_REGION_INDEX;
	ret = ioctl(vf.device, VFIO_DEVICE_GET_REGION_INFO, &big.info);
	check_equal(ret, 0, "ioctl");
	check_equal(big.info.size, BAR0_SIZE, "size");
	for (size_t i = 0; i < sizeof(big.rest); i++)
		check_equal(big.rest[i], 0xa5, "byte %zu behind", i);
}

static void a_short_argsz_is_refused(void **state)
{
	struct vfio_region_info info = {
		.argsz = offsetof(struct vfio_region_info, offset),
		.index = VFIO_PCI_BAR0_REGION_INDEX,
	};

	(void)state;
	check_equal(ioctl(vf.device, VFIO_DEVICE_GET_REGION_INFO, &info), -1,
		    "ioctl");
	check_equal(errno, EINVAL, "errno");
}

static void an_unmapped_argument_is_refused(void **state)
{
	(void)state;
	check_equal(ioctl(vf.device, VFIO_DEVICE_GET_REGION_INFO, NULL), -1,
		    "ioctl");
	check_equal(errno, EFAULT, "errno");
}

static void an_unknown_region_is_refused(void **state)
{
	struct vfio_region_info info;

	(void)state;
	check_equal(vf_region(&vf, 1000, &info), -EINVAL, "region 1000");
}

static void bar0_cannot_be_mapped(void **state)
{
	void *map;

	(void)state;
	map = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf.device, vf.bar0.offset);
	assert_ptr_equal(map, MAP_FAILED);
	check_equal(errno, EINVAL, "errno");
}

static void a_memory_bar_can_still_be_mapped(void **state)
{
	struct vfio_region_info info;
	void *map;

	(void)state;
	check_equal(vf_region(&vf, VFIO_PCI_BAR4_REGION_INDEX, &info), 0,
		    "BAR4");
	assert_true(info.flags & VFIO_REGION_INFO_FLAG_MMAP);
	map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf.device, info.offset);
	assert_ptr_not_equal(map, MAP_FAILED);
	munmap(map, info.size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bar0_is_a_region_of_64_bytes),
		cmocka_unit_test(the_smallest_argsz_will_do),
		cmocka_unit_test(nothing_behind_the_structure_is_written),
		cmocka_unit_test(a_short_argsz_is_refused),
		cmocka_unit_test(an_unmapped_argument_is_refused),
		cmocka_unit_test(an_unknown_region_is_refused),
		cmocka_unit_test(bar0_cannot_be_mapped),
		cmocka_unit_test(a_memory_bar_can_still_be_mapped),
	};

	return cmocka_run_group_tests(tests, vf_setup, vf_teardown);
}
