// SPDX-License-Identifier: GPL-2.0-only
/*
 * types TYPE: a VF of that device type, whose PF is the environment's, is what a
 * transitional device of the type is. What that is, is written down here once
 * more: from the specification, not from the driver.
 */
/* needs: vfs=1 card=blk:1 card=balloon:1 card=console:1 card=scsi:1 card=rng:1 card=9p:1 */
/* needs: args=net alone */
#include <endian.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/pci_regs.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_pci.h>

#include "hw.h"

#include "bar_layout.h"
#include "check.h"
#include "hardware.h"
#include "registers.h"
#include "vf.h"

#define MAX_CONFIG 232
#define MAX_BAR0   256
#define FIELDS(...)                                                            \
	{                                                                      \
		__VA_ARGS__, 0                                                 \
	}
#define COMMON_FIELDS 8 /* with MSI-X there are 2 more */
#define LONGEST	      8 /* a longer field is an array, read byte by byte */

static const struct type {
	const char *name;
	const char *path;
	uint16_t device, id;
	uint8_t bar0;
	uint8_t fields[32]; /* sizes, in order */
} types[] = {
	{ "net", "/machine/peripheral/pf", 0x1000, VIRTIO_ID_NET, 64,
	  FIELDS(6, 2, 2, 2, 4, 1, 1, 2, 4, 4) },
	{ "blk", "/machine/peripheral/blk", 0x1001, VIRTIO_ID_BLOCK, 128,
	  FIELDS(8, 4, 4, 2, 1, 1, 4, 1, 1, 2, 4, 1, 1, 2, 4, 4, 4, 4, 4, 1, 3,
		 4, 4, 4, 4, 4, 4, 4, 4, 1, 3) },
	{ "balloon", "/machine/peripheral/balloon", 0x1002, VIRTIO_ID_BALLOON,
	  64, FIELDS(4, 4, 4, 4) },
	{ "console", "/machine/peripheral/console", 0x1003, VIRTIO_ID_CONSOLE,
	  64, FIELDS(2, 2, 4, 4) },
	{ "scsi", "/machine/peripheral/scsi", 0x1004, VIRTIO_ID_SCSI, 64,
	  FIELDS(4, 4, 4, 4, 4, 4, 4, 2, 2, 4) },
	{ "rng", "/machine/peripheral/rng", 0x1005, VIRTIO_ID_RNG, 32, { 0 } },
	/* BAR0 has 256 bytes, and the tag all that are left of them */
	{ "9p", "/machine/peripheral/p9", 0x1009, VIRTIO_ID_9P, 0,
	  FIELDS(2, 230) },
};

static const struct type *type;
static struct vf vf;
static size_t tag_len;

static int open_it(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	set_conf16(&vf, PCI_COMMAND,
		   PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	tag_len = in16(&vf, DEVICE_CONFIG(false));
	count_from_zero();
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

static size_t bar0_size_of_type(void)
{
	return type->bar0 ? type->bar0 : MAX_BAR0;
}

/* The last field of a 9P device, its tag, is as long as the first one says. */
static size_t size_of(const uint8_t *field)
{
	if (type->id == VIRTIO_ID_9P && field != type->fields)
		return tag_len;
	return *field;
}

static size_t config_size(void)
{
	size_t size = 0;

	for (const uint8_t *field = type->fields; *field; field++)
		size += size_of(field);
	return size;
}

/* Commands that it takes to read all of the device configuration. */
static int config_commands(void)
{
	int n = 0;

	for (const uint8_t *field = type->fields; *field; field++)
		n += *field > LONGEST ? size_of(field) : 1;
	return n;
}

/* All of BAR0 but what would be the tag, if it were longer. */
static size_t readable(bool msix, size_t config)
{
	if (type->id == VIRTIO_ID_9P)
		return DEVICE_CONFIG(msix) + config;
	return bar0_size_of_type();
}

static void the_ids_are_transitional(void **state)
{
	(void)state;
	check_equal(conf16(&vf, PCI_VENDOR_ID), 0x1af4, "vendor");
	check_equal(conf16(&vf, PCI_DEVICE_ID), type->device, "device");
	check_equal(conf8(&vf, PCI_REVISION_ID), 0, "revision");
	check_equal(conf16(&vf, PCI_SUBSYSTEM_ID), type->id, "subsystem");
}

static void bar0_has_the_size_of_the_type(void **state)
{
	uint32_t size = bar0_size_of_type();

	(void)state;
	check_equal(vf.bar0.size, size, "region");
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xffffffff);
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0),
		    (uint32_t)(~(size - 1) | PCI_BASE_ADDRESS_SPACE_IO),
		    "BAR0");
}

/* Behind the last field there is nothing, and no command for it. */
static void read_all(uint8_t bar0[MAX_BAR0], bool msix)
{
	size_t config = config_size(), size = readable(msix, config);
	int commands = config_commands();
	struct counts counts;

	count_from_zero();
	check_equal(bar0_read(&vf, 0, bar0, size), size, "bytes");
	counts = counted(1);
	check_equal(counts.common_read, COMMON_FIELDS + (msix ? 2 : 0),
		    "commands for the common part");
	check_equal(counts.device_read, commands,
		    "commands for the device configuration");
	check_equal(counts.failed, 0, "failed");
	for (size_t at = DEVICE_CONFIG(msix) + config; at < size; at++)
		check_equal(bar0[at], 0xff, "byte %zu", at);
	check_no_violation();
}

static void all_of_bar0_is_a_command_for_each_field(void **state)
{
	uint8_t bar0[MAX_BAR0];

	(void)state;
	read_all(bar0, false);
}

static void so_it_is_with_msix(void **state)
{
	uint8_t bar0[MAX_BAR0];
	int fd;

	(void)state;
	enable_msix(&vf, &fd, 1);
	read_all(bar0, true);
	disable_msix(&vf, &fd, 1);
}

static void any_access_keeps_to_fields(void **state)
{
	size_t size = readable(false, config_size());
	uint8_t all[MAX_BAR0], some[LONGEST];

	(void)state;
	check_equal(bar0_read(&vf, 0, all, size), size, "bytes");
	for (size_t len = 1; len <= sizeof(some); len *= 2) {
		for (size_t at = DEVICE_CONFIG(false); at + len <= size; at++) {
			check_equal(bar0_read(&vf, at, some, len), len,
				    "%zu bytes at %zu", len, at);
			assert_memory_equal(some, all + at, len);
		}
	}
	check_no_violation();
	check_no_failure();
}

static void the_configuration_is_the_modern_one(void **state)
{
	uint8_t legacy[MAX_CONFIG], modern[MAX_CONFIG];
	struct vfio_region_info info;
	volatile uint8_t *map;
	size_t size = config_size();
	struct bar_range place;

	(void)state;
	if (!size)
		skip();
	check_equal(bar0_read(&vf, DEVICE_CONFIG(false), legacy, size), size,
		    "bytes");
	place = virtio_structure(vf.address, VIRTIO_PCI_CAP_DEVICE_CFG);
	check_equal(vf_region(&vf, place.bar, &info), 0, "BAR%d", place.bar);
	map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf.device, info.offset);
	assert_ptr_not_equal(map, MAP_FAILED);
	check_no_violation();
	/* By bytes, whatever the fields are: no driver should. */
	for (size_t i = 0; i < size; i++)
		modern[i] = map[place.offset + i];
	count_from_zero();
	munmap((void *)map, info.size);
	/* behind its end the modern configuration reads as ones */
	while (size && modern[size - 1] == 0xff)
		size--;
	for (size_t i = 0; i < size; i++)
		check_equal(legacy[i], modern[i], "byte %zu", i);
	/* and there is something in it: a size, an address, a tag */
	if (type->id != VIRTIO_ID_BALLOON) {
		uint8_t zeros[MAX_CONFIG] = {};

		assert_memory_not_equal(legacy, zeros, size);
	}
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		test(the_ids_are_transitional),
		test(bar0_has_the_size_of_the_type),
		test(all_of_bar0_is_a_command_for_each_field),
		test(so_it_is_with_msix),
		test(any_access_keeps_to_fields),
		test(the_configuration_is_the_modern_one),
	};

	for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i].name, argv[1]))
			type = &types[i];
	if (!type) {
		fprintf(stderr, "usage: %s TYPE\n", argv[0]);
		return 2;
	}
	hw_use_path(type->path);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
