// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legacy block drivers on functions of stock QEMU without a legacy interface, in the
 * orders that drivers of old have; and what such a guest does not see in mode legacy.
 */
/* needs: vfs=1 bind=none function=net function=net@root function=blk function=blk@root */
/* needs: function=net:iommu_platform=off function=rng function=9p group=mediated */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "driver_sysfs.h"
#include "legacy_blk.h"
#include "registers.h"
#include "vf.h"

#define SECTORS (64 * 2048) /* 64 MiB */

static struct legacy_blk blk;
static struct vf vf;

static int number;

static int setup(void **state)
{
	(void)state;
	vf_open(&vf, number);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	vf_close(&vf);
	write_attribute(number, "mode", "transitional");
	return 0;
}

/* What is written is there. */
static void exchange(uint64_t sector)
{
	uint8_t data[BLK_SECTOR], back[BLK_SECTOR];

	for (int i = 0; i < BLK_SECTOR; i++)
		data[i] = i * 7 + sector;
	assert_true(blk_write(&blk, sector, data));
	memset(back, 0, sizeof(back));
	assert_true(blk_read(&blk, sector, back));
	assert_memory_equal(data, back, BLK_SECTOR);
}

static void capacity_is_read_in_any_width(void **state)
{
	uint64_t capacity = 0;

	(void)state;
	enable_io(&vf);
	check_equal(in64(&vf, DEVICE_CONFIG(false)), SECTORS, "capacity");
	check_equal(in32(&vf, DEVICE_CONFIG(false)), SECTORS, "its low half");
	for (int i = 7; i >= 0; i--)
		capacity = capacity << 8 | in8(&vf, DEVICE_CONFIG(false) + i);
	check_equal(capacity, SECTORS, "capacity by bytes");
}

static void an_orderly_driver(void **state)
{
	(void)state;
	blk_find(&blk, &vf);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	exchange(5);
	blk_stop(&blk);
}

static void features_never_written(void **state)
{
	(void)state;
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	exchange(6);
	blk_stop(&blk);
}

static void read_before_driver_ok(void **state)
{
	(void)state;
	blk_find(&blk, &vf);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	blk_set_up_queue(&blk);
	exchange(7);
	blk_driver_ok(&blk);
	exchange(8);
	blk_stop(&blk);
}

static void read_before_features(void **state)
{
	(void)state;
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	exchange(9);
	out32(&vf, REG_DRIVER_FEATURES, 0);
	blk_driver_ok(&blk);
	exchange(10);
	blk_stop(&blk);
}

static void status_bits_one_by_one(void **state)
{
	(void)state;
	blk_find(&blk, &vf);
	out8(&vf, REG_STATUS, STATUS_DRIVER);
	blk_set_up_queue(&blk);
	out8(&vf, REG_STATUS, STATUS_DRIVER_OK);
	check_equal(in8(&vf, REG_STATUS), STATUS_DRIVER_OK, "status");
	exchange(11);
	blk_stop(&blk);
}

/* As boot loaders do, before the next one finds the device. */
static void an_address_of_0_ends_it(void **state)
{
	(void)state;
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	exchange(12);
	out16(&vf, REG_QUEUE_SELECT, 0);
	out32(&vf, REG_QUEUE_ADDRESS, 0);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address");
	blk_stop(&blk);
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	exchange(13);
	blk_stop(&blk);
}

static void reopen_in(const char *mode)
{
	vf_close(&vf);
	check_equal(write_attribute(vf.number, "mode", mode), 0, "mode %s",
		    mode);
	vf_open(&vf, vf.number);
}

static void *map_bar4(const struct vfio_region_info *bar4)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, vf.device,
		    bar4->offset);
}

static void in_mode_legacy_nothing_modern_is_reached(void **state)
{
	uint8_t status = 0, zero[8] = {};
	struct vfio_region_info bar4;

	(void)state;
	reopen_in("legacy");
	check_equal(find_capability(&vf, PCI_CAP_ID_VNDR), 0, "capability");
	check_equal(vf_region(&vf, VFIO_PCI_BAR4_REGION_INDEX, &bar4), 0,
		    "BAR4");
	check_equal(bar4.flags & VFIO_REGION_INFO_FLAG_MMAP, 0, "mmap");
	assert_ptr_equal(map_bar4(&bar4), MAP_FAILED);
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	for (int at = 0; at < 0x4000; at += 0x400) {
		check_equal(pread(vf.device, &status, 1, bar4.offset + at), 1,
			    "read at %#x", at);
		check_equal(status, 0xff, "byte at %#x", at);
		check_equal(pwrite(vf.device, zero, 8, bar4.offset + at), 8,
			    "write at %#x", at);
	}
	check_equal(pwrite(vf.device, zero, 1, bar4.offset + 20), 1, "status");
	exchange(14);
	blk_stop(&blk);
}

static void in_mode_transitional_both_are_there(void **state)
{
	struct vfio_region_info bar4;
	uint8_t zero = 0;
	uint8_t *common;

	(void)state;
	assert_true(find_capability(&vf, PCI_CAP_ID_VNDR));
	check_equal(vf_region(&vf, VFIO_PCI_BAR4_REGION_INDEX, &bar4), 0,
		    "BAR4");
	common = map_bar4(&bar4);
	assert_ptr_not_equal(common, MAP_FAILED);
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	exchange(15);
	/* The same guest's modern driver resets the device. */
	((volatile uint8_t *)common)[20] = zero;
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address");
	assert_true(driver_counter(vf.number, "foreign") > 0);
	munmap(common, 4096);
	blk_stop(&blk);
	blk_find(&blk, &vf);
	blk_set_up_queue(&blk);
	blk_driver_ok(&blk);
	exchange(16);
	blk_stop(&blk);
}

int main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(capacity_is_read_in_any_width),
		TEST(an_orderly_driver),
		TEST(features_never_written),
		TEST(read_before_driver_ok),
		TEST(read_before_features),
		TEST(status_bits_one_by_one),
		TEST(an_address_of_0_ends_it),
		TEST(in_mode_legacy_nothing_modern_is_reached),
		TEST(in_mode_transitional_both_are_there),
	};

	number = argc > 1 ? atoi(argv[1]) : 3;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
