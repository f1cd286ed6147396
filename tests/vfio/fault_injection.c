// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a VMM does with an open VF, with each allocation and each copy of user
 * memory failing once; and no memory for the commands, which threads of the
 * kernel send.
 */
/* needs: vfs=2 bind=1 kernel=debug group=fault-injection */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fail_each.h"
#include "fault_inject.h"
#include "registers.h"
#include "vf_check.h"

static uint8_t got[BAR0_SIZE], good[BAR0_SIZE]; /* read, and to be read */
static uint8_t express; /* offset of the capability */
static void *mapping;

static int prepare(void **state)
{
	int ret = fail_each_prepare(state);

	check_equal(bar0_read(&target, 0, good, sizeof(good)), sizeof(good),
		    "read of BAR0");
	memcpy(got, good, sizeof(got));
	express = find_capability(&target, PCI_CAP_ID_EXP);
	assert_int_not_equal(express, 0);
	return ret;
}

static int moved(ssize_t n, size_t len)
{
	if (n < 0)
		return n;
	return n == (ssize_t)len ? 0 : -EIO;
}

/* But for its last byte: put_user(), by which all of it goes, is never made to fail. */
static int read_register(void)
{
	return moved(bar0_read(&target, 0, got, 3), 3);
}

static int read_all_registers(void)
{
	return moved(bar0_read(&target, 0, got, sizeof(got)), sizeof(got));
}

/* Each byte is the device's, or ones where a command failed; nothing else. */
static void check_read(int ret)
{
	for (size_t i = 0; i < sizeof(got) && !ret; i++)
		if (got[i] != 0xff)
			check_equal(got[i], good[i], "byte %zu", i);
	memcpy(got, good, sizeof(got));
}

static int write_register(void)
{
	uint8_t status = STATUS_ACKNOWLEDGE;

	return moved(bar0_write(&target, REG_STATUS, &status, 1), 1);
}

static int kick(void)
{
	uint16_t queue = 0;

	return moved(bar0_write(&target, REG_QUEUE_NOTIFY, &queue, 2), 2);
}

static int read_configuration(void)
{
	uint8_t buf[256];

	return moved(config_read(&target, 0, buf, sizeof(buf)), sizeof(buf));
}

static int write_configuration(void)
{
	uint32_t bar0 = 0xc040;

	return moved(config_write(&target, PCI_BASE_ADDRESS_0, &bar0, 4), 4);
}

static int reset_by_configuration(void)
{
	uint16_t control = PCI_EXP_DEVCTL_BCR_FLR;

	return moved(config_write(&target, express + PCI_EXP_DEVCTL, &control,
				  2),
		     2);
}

static int reset_by_ioctl(void)
{
	return reset(&target);
}

static int ask_regions(void)
{
	struct {
		struct vfio_region_info info;
		uint8_t capabilities[256];
	} arg = { 0 };

	for (int i = 0; i < VFIO_PCI_VGA_REGION_INDEX; i++) {
		arg.info.argsz = sizeof(arg);
		arg.info.index = i;
		if (ioctl(target.device, VFIO_DEVICE_GET_REGION_INFO, &arg))
			return -errno;
	}
	return 0;
}

static int ask_device(void)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_irq_info irq;

	if (ioctl(target.device, VFIO_DEVICE_GET_INFO, &info))
		return -errno;
	return vf_irq(&target, VFIO_PCI_MSIX_IRQ_INDEX, &irq);
}

static int msix_on(void)
{
	return target_set_msix(TARGET_VECTORS);
}

static int msix_off(void)
{
	return target_set_msix(0);
}

static void with_msix(void)
{
	check_equal(msix_on(), 0, "MSI-X on");
}

/* Where it failed, it may be on or off. */
static void without_msix(int ret)
{
	(void)ret;
	msix_off();
}

/* Not touched: without memory for it that would be the end of this program. */
static int map_registers(void)
{
	struct vfio_region_info info = { 0 };
	int ret;

	for (int i = VFIO_PCI_BAR1_REGION_INDEX;
	     !(info.flags & VFIO_REGION_INFO_FLAG_MMAP); i++) {
		ret = vf_region(&target, i, &info);
		if (ret)
			return ret;
	}
	mapping = mmap(NULL, getpagesize(), PROT_READ, MAP_SHARED,
		       target.device, info.offset);
	return mapping == MAP_FAILED ? -errno : 0;
}

static void unmap_registers(int ret)
{
	if (!ret)
		munmap(mapping, getpagesize());
}

/* A command makes few allocations, so that each of them is the third at times. */
static void a_command_that_gets_no_memory_is_tried_again(void **state)
{
	(void)state;
	for (int interval = 1; interval <= 5; interval++) {
		fail_module(TARGET_MODULE, interval, 4);
		for (int i = 0; i < 100 && fail_module_left() > 0; i++) {
			out32(&target, REG_QUEUE_ADDRESS, i);
			check_equal(in32(&target, REG_QUEUE_ADDRESS), i,
				    "queue address, each %d. failing",
				    interval);
		}
		check_equal(fail_module_left(), 0, "failures left");
		fail_module_over();
	}
	check_works(&target);
}

static void with_no_memory_at_all_reads_are_ones_for_so_long(void **state)
{
	uint32_t features;

	(void)state;
	fail_module(TARGET_MODULE, 1, -1);
	features = in32(&target, REG_DEVICE_FEATURES);
	fail_module_over();
	check_equal(features, ~0u, "features");
	target_check_usable();
	check_works(&target);
}

#define test(f)                                                                \
	cmocka_unit_test_setup_teardown(f, fail_each_setup, fail_each_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		fail_each("each_failure_in_a_read_of_a_register_is_clean",
			  .operation = read_register, .after = check_read,
			  .least = 1),
		fail_each("each_failure_in_a_read_of_all_of_BAR0_is_clean",
			  .operation = read_all_registers, .after = check_read,
			  .least = 1),
		fail_each("each_failure_in_a_write_of_a_register_is_clean",
			  .operation = write_register, .least = 1),
		/* It allocates nothing, and get_user() is never made to fail. */
		fail_each("each_failure_in_a_kick_is_clean", .operation = kick),
		fail_each(
			"each_failure_in_a_read_of_configuration_space_is_clean",
			.operation = read_configuration, .least = 2),
		fail_each(
			"each_failure_in_a_write_of_configuration_space_is_clean",
			.operation = write_configuration, .least = 2),
		fail_each("each_failure_in_a_function_level_reset_is_clean",
			  .operation = reset_by_configuration, .least = 2),
		fail_each("each_failure_in_a_VFIO_reset_is_clean",
			  .operation = reset_by_ioctl),
		fail_each("each_failure_in_asking_for_regions_is_clean",
			  .operation = ask_regions, .least = 9),
		fail_each("each_failure_in_asking_for_device_and_MSIX_is_clean",
			  .operation = ask_device, .least = 4),
		/* Linux 6.12 takes /proc files away that it could not make. */
		fail_each("each_failure_in_switching_MSIX_on_is_clean",
			  .operation = msix_on, .after = without_msix,
			  .least = 9, .errors = { ENOSPC, EAGAIN },
			  .not_in = "register_irq_proc"),
		fail_each("each_failure_in_switching_MSIX_off_is_clean",
			  .before = with_msix, .operation = msix_off,
			  .after = without_msix, .least = 1),
		fail_each("each_failure_in_mapping_a_region_is_clean",
			  .operation = map_registers, .after = unmap_registers,
			  .least = 2, .errors = { EBUSY }),
		test(a_command_that_gets_no_memory_is_tried_again),
		test(with_no_memory_at_all_reads_are_ones_for_so_long),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
