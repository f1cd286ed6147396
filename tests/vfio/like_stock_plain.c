// SPDX-License-Identifier: GPL-2.0-only
/*
 * A function that is no virtio device, a SATA controller, is in everything as stock
 * vfio-pci shows it, and works. The environment's PLAIN is its address.
 */
/* needs: vfs=2 bind=all plain=ich9-ahci name=vfio-pci stock group=stand-in */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "intx_line.h"
#include "ioctl_answers.h"
#include "snapshot.h"

/* Of AHCI: BAR5 has its registers, BAR4 is for those who came before it (I/O). */
#define AHCI_BAR     5
#define AHCI_IO_BAR  4
#define AHCI_GHC     0x04
#define AHCI_GHC_AE  0x80000000u
#define AHCI_GHC_IE  0x00000002u
#define AHCI_VERSION 0x10
#define VERSION_1_0  0x00010000u

static struct snapshot stock, ours;
static const char *address;
static struct vf vf;

static int open_it(void **state)
{
	int ret = vf_try_open_address(&vf, address);

	(void)state;
	if (ret)
		fail_msg("cannot open %s: %s", address, strerror(-ret));
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

static int find_it(void **state)
{
	(void)state;
	address = getenv("PLAIN");
	return address ? 0 : -1;
}

static void take_both(void)
{
	assert_true(read_snapshot(&stock, "STOCK_PLAIN"));
	take_snapshot(&vf, &ours);
}

/* The first test, so that the same descriptors are open as with stock. */
static void answers_are_those_of_stock_vfio_pci(void **state)
{
	(void)state;
	check_answers(&vf, "ANSWERS_PLAIN");
}

static void it_is_no_virtio_device(void **state)
{
	(void)state;
	check_equal(conf16(&vf, PCI_VENDOR_ID), 0x8086, "vendor");
	check_equal(conf16(&vf, PCI_CLASS_DEVICE), 0x0106, "class");
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x2922, "device");
}

static void configuration_space_is_the_same(void **state)
{
	(void)state;
	take_both();
	for (int i = 0; i < SNAPSHOT_CONFIG; i++)
		check_equal(ours.config[i], stock.config[i], "config byte %#x",
			    i);
}

static void regions_and_interrupts_are_the_same(void **state)
{
	(void)state;
	take_both();
	assert_memory_equal(&ours.device, &stock.device, sizeof(ours.device));
	assert_memory_equal(ours.regions, stock.regions, sizeof(ours.regions));
	assert_memory_equal(ours.region_errors, stock.region_errors,
			    sizeof(ours.region_errors));
	assert_memory_equal(ours.irqs, stock.irqs, sizeof(ours.irqs));
	assert_memory_equal(ours.irq_errors, stock.irq_errors,
			    sizeof(ours.irq_errors));
	/* so that the comparison means something */
	check_equal(ours.irqs[VFIO_PCI_INTX_IRQ_INDEX].count, 1, "INTx");
	check_equal(ours.irqs[VFIO_PCI_MSI_IRQ_INDEX].count, 1, "MSI");
	assert_int_not_equal(ours.regions[AHCI_BAR].size, 0);
	assert_int_not_equal(ours.regions[AHCI_IO_BAR].size, 0);
}

static void registers_can_be_read_and_written(void **state)
{
	struct vfio_region_info bar;
	uint32_t value = 0;

	(void)state;
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
	check_equal(vf_region(&vf, AHCI_BAR, &bar), 0, "BAR5");
	check_equal(pread(vf.device, &value, 4, bar.offset + AHCI_VERSION), 4,
		    "read");
	check_equal(value, VERSION_1_0, "version");
	value = AHCI_GHC_AE | AHCI_GHC_IE;
	check_equal(pwrite(vf.device, &value, 4, bar.offset + AHCI_GHC), 4,
		    "write");
	value = 0;
	check_equal(pread(vf.device, &value, 4, bar.offset + AHCI_GHC), 4,
		    "read");
	check_equal(value, AHCI_GHC_AE | AHCI_GHC_IE, "GHC");
}

static void registers_can_be_mapped(void **state)
{
	struct vfio_region_info bar;
	volatile uint32_t *map;

	(void)state;
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY);
	check_equal(vf_region(&vf, AHCI_BAR, &bar), 0, "BAR5");
	map = mmap(NULL, bar.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf.device, bar.offset);
	assert_ptr_not_equal(map, MAP_FAILED);
	check_equal(map[AHCI_VERSION / 4], VERSION_1_0, "version");
	munmap((void *)map, bar.size);
}

static void a_reset_reaches_it(void **state)
{
	struct vfio_region_info bar;
	uint32_t value = AHCI_GHC_AE | AHCI_GHC_IE;

	(void)state;
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY);
	check_equal(vf_region(&vf, AHCI_BAR, &bar), 0, "BAR5");
	check_equal(pwrite(vf.device, &value, 4, bar.offset + AHCI_GHC), 4,
		    "write");
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY);
	check_equal(pread(vf.device, &value, 4, bar.offset + AHCI_GHC), 4,
		    "read");
	check_equal(value & AHCI_GHC_IE, 0, "GHC");
}

/* Masked in the function itself, unless nointxmask says that it cannot. */
static void intx_is_masked_as_the_parameter_says(void **state)
{
	bool masks = !getenv("NOINTXMASK");
	int line = enable_line(&vf);

	(void)state;
	check_equal(line_test(&vf), 0, "by hand");
	assert_true(fired(line, 1000));
	check_equal(line_mask(&vf), 0, "mask");
	check_equal(!!(host_conf16(address, PCI_COMMAND) &
		       PCI_COMMAND_INTX_DISABLE),
		    masks, "INTx disabled in COMMAND");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(host_conf16(address, PCI_COMMAND) &
			    PCI_COMMAND_INTX_DISABLE,
		    0, "INTx disabled in COMMAND");
	disable_line(&vf, line);
}

static void msi_can_be_enabled(void **state)
{
	int fd = new_eventfd();

	(void)state;
	check_equal(set_irqs(&vf, VFIO_PCI_MSI_IRQ_INDEX,
			     VFIO_IRQ_SET_DATA_EVENTFD |
				     VFIO_IRQ_SET_ACTION_TRIGGER,
			     0, 1, &fd, sizeof(fd)),
		    0, "on");
	check_equal(set_irqs(&vf, VFIO_PCI_MSI_IRQ_INDEX,
			     VFIO_IRQ_SET_DATA_NONE |
				     VFIO_IRQ_SET_ACTION_TRIGGER,
			     0, 1, NULL, 0),
		    0, "by hand");
	assert_true(fired(fd, 1000));
	check_equal(set_irqs(&vf, VFIO_PCI_MSI_IRQ_INDEX,
			     VFIO_IRQ_SET_DATA_NONE |
				     VFIO_IRQ_SET_ACTION_TRIGGER,
			     0, 0, NULL, 0),
		    0, "off");
	close(fd);
}

/* Before 7.x, the core trusts the offset, and it is refused. */
static void ioeventfds_are_for_kernels_that_check_them(void **state)
{
	struct vfio_device_ioeventfd eventfd = {
		.argsz = sizeof(eventfd),
		.flags = VFIO_DEVICE_IOEVENTFD_32,
		.fd = new_eventfd(),
	};
	struct vfio_region_info bar;
	struct utsname kernel;
	int ret;

	(void)state;
	uname(&kernel);
	check_equal(vf_region(&vf, AHCI_BAR, &bar), 0, "BAR5");
	eventfd.offset = bar.offset + AHCI_GHC;
	ret = ioctl(vf.device, VFIO_DEVICE_IOEVENTFD, &eventfd) ? -errno : 0;
	check_equal(ret, atoi(kernel.release) >= 7 ? 0 : -ENOTTY,
		    "VFIO_DEVICE_IOEVENTFD");
	close(eventfd.fd);
}

/* Nothing that would have people think that it has modes. */
static void nothing_in_sysfs_speaks_of_virtio(void **state)
{
	static const char *const names[] = { "mode", "mode_reason", "legacy" };
	char path[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s",
			 address, names[i]);
		assert_int_not_equal(access(path, F_OK), 0);
	}
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(answers_are_those_of_stock_vfio_pci),
		test(it_is_no_virtio_device),
		test(configuration_space_is_the_same),
		test(regions_and_interrupts_are_the_same),
		test(registers_can_be_read_and_written),
		test(registers_can_be_mapped),
		test(a_reset_reaches_it),
		test(intx_is_masked_as_the_parameter_says),
		test(msi_can_be_enabled),
		test(ioeventfds_are_for_kernels_that_check_them),
		cmocka_unit_test(nothing_in_sysfs_speaks_of_virtio),
	};

	return cmocka_run_group_tests(tests, find_it, NULL);
}
