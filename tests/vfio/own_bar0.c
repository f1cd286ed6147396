// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions whose BAR0 is memory: modern as they are, or legacy with our BAR0 in its place,
 * of which then nothing is left, whatever it has: structures, MSI-X, or both.
 */
/* needs: vfs=1 bind=none function=net.bar0 function=net.bar0-msix function=net.bar0-all */
/* needs: function=net.bar0-all@root function=net.bar0:iommu_platform=off group=own-bar0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "driver_sysfs.h"
#include "intx_line.h"
#include "legacy_net.h"
#include "net_interrupts.h"
#include "registers.h"
#include "vf.h"

#define PAGE	      4096
#define VECTORS	      3
#define DEVICE_STATUS 20 /* in the common configuration, which comes first */

static struct legacy_net net;
static struct vf vf;

static int number;
static unsigned int structures_bar;
static bool has_msix; /* in mode legacy, too */

static int as_legacy(void **state)
{
	(void)state;
	net_mergeable = false;
	check_equal(set_mode(number, "legacy"), 0, "mode legacy");
	vf_open(&vf, number);
	return 0;
}

static int as_modern(void **state)
{
	(void)state;
	check_equal(set_mode(number, "modern"), 0, "mode modern");
	vf_open(&vf, number);
	return 0;
}

static int done(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

static struct vfio_region_info region(unsigned int bar)
{
	struct vfio_region_info info;

	check_equal(vf_region(&vf, VFIO_PCI_BAR0_REGION_INDEX + bar, &info), 0,
		    "BAR%u", bar);
	return info;
}

static volatile uint8_t *map(unsigned int bar, uint64_t at)
{
	return mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, vf.device,
		    region(bar).offset + at);
}

/* The first of all: nobody has chosen. */
static void it_is_modern_until_somebody_chooses(void **state)
{
	char word[32];

	(void)state;
	read_attribute(number, "mode", word);
	assert_string_equal(word, "modern");
	get_mode_reason(number, word);
	assert_string_equal(word, "memory_bar0");
	read_attribute(number, "backend", word);
	assert_string_equal(word, "mediated");
}

static void it_cannot_be_transitional(void **state)
{
	char word[32];

	(void)state;
	check_equal(set_mode(number, "transitional"), -EOPNOTSUPP,
		    "transitional");
	check_equal(set_mode(number, "legacy"), 0, "legacy");
	check_equal(set_mode(number, "transitional"), -EOPNOTSUPP,
		    "transitional");
	read_attribute(number, "mode", word);
	assert_string_equal(word, "legacy");
	get_mode_reason(number, word);
	assert_string_equal(word, "chosen");
}

static void modern_it_is_as_it_is(void **state)
{
	volatile uint8_t *common;

	(void)state;
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1041, "device");
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0) & PCI_BASE_ADDRESS_SPACE,
		    PCI_BASE_ADDRESS_SPACE_MEMORY, "BAR0");
	assert_true(region(0).size >= PAGE);
	assert_true(find_capability(&vf, PCI_CAP_ID_VNDR));
	assert_true(find_capability(&vf, PCI_CAP_ID_MSIX));
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY);
	common = map(structures_bar, 0);
	assert_ptr_not_equal(common, MAP_FAILED);
	check_equal(common[DEVICE_STATUS], 0, "device_status");
	munmap((void *)common, PAGE);
}

static void legacy_its_bar0_is_of_io(void **state)
{
	(void)state;
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1000, "device");
	check_equal(conf8(&vf, PCI_REVISION_ID), 0, "revision");
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0), PCI_BASE_ADDRESS_SPACE_IO,
		    "BAR0");
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xffffffff);
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0),
		    (uint32_t)-BAR0_SIZE | PCI_BASE_ADDRESS_SPACE_IO,
		    "BAR0's size");
	check_equal(vf.bar0.size, BAR0_SIZE, "region");
	check_equal(vf.bar0.flags & VFIO_REGION_INFO_FLAG_MMAP, 0, "mmap");
	check_equal(in8(&vf, REG_STATUS), 0xff, "status without I/O");
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
}

/* Where the upper half of one of 64 bits was, there is nothing. */
static void nor_is_there_a_bar1(void **state)
{
	(void)state;
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_1), 0, "BAR1");
	set_conf32(&vf, PCI_BASE_ADDRESS_1, 0xffffffff);
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_1), 0, "BAR1, written");
	check_equal(region(1).size, 0, "region");
}

static void nothing_of_its_bar0_is_reached(void **state)
{
	uint8_t byte = 0;

	(void)state;
	assert_ptr_equal((void *)map(0, 0), MAP_FAILED);
	assert_ptr_equal((void *)map(0, PAGE), MAP_FAILED);
	for (int at = BAR0_SIZE; at <= 0x8000; at += BAR0_SIZE) {
		check_equal(pread(vf.device, &byte, 1, vf.bar0.offset + at), -1,
			    "read at %#x", at);
		check_equal(pwrite(vf.device, &byte, 1, vf.bar0.offset + at),
			    -1, "write at %#x", at);
	}
}

static void nor_are_structures_in_another(void **state)
{
	uint8_t byte = 0;

	(void)state;
	if (!structures_bar)
		return;
	assert_ptr_equal((void *)map(structures_bar, 0), MAP_FAILED);
	for (int at = 0; at < 0x4000; at += 0x400) {
		check_equal(pread(vf.device, &byte, 1,
				  region(structures_bar).offset + at),
			    1, "read at %#x", at);
		check_equal(byte, 0xff, "byte at %#x", at);
	}
}

static void the_modern_capabilities_are_gone(void **state)
{
	(void)state;
	check_equal(find_capability(&vf, PCI_CAP_ID_VNDR), 0, "virtio");
	assert_int_equal(!!find_capability(&vf, PCI_CAP_ID_MSIX), has_msix);
}

static void msix_is_there_if_its_memory_is(void **state)
{
	struct vfio_irq_info info;
	int fd = new_eventfd();

	(void)state;
	check_equal(vf_irq(&vf, VFIO_PCI_MSIX_IRQ_INDEX, &info), 0, "info");
	if (has_msix) {
		assert_true(info.count >= VECTORS);
	} else {
		check_equal(info.count, 0, "vectors");
		check_equal(set_irqs(&vf, VFIO_PCI_MSIX_IRQ_INDEX,
				     VFIO_IRQ_SET_DATA_EVENTFD |
					     VFIO_IRQ_SET_ACTION_TRIGGER,
				     0, 1, &fd, sizeof(fd)),
			    -EINVAL, "MSI-X");
	}
	close(fd);
	check_equal(vf_irq(&vf, VFIO_PCI_INTX_IRQ_INDEX, &info), 0, "info");
	check_equal(info.count, 1, "INTx");
	check_equal(conf8(&vf, PCI_INTERRUPT_PIN), 1, "pin");
}

static void frames_with_msix(void **state)
{
	(void)state;
	if (has_msix)
		exchange_by_vectors(&net, &vf);
}

/* Made of MSI-X, whether the guest is shown that or not. */
static void frames_with_intx(void **state)
{
	(void)state;
	exchange_by_line(&net, &vf);
}

static void frames_after_a_reset(void **state)
{
	(void)state;
	net_mergeable = true;
	net_start(&net, &vf, false);
	/* On the root bus there is none. */
	if (!reset(&vf)) {
		enable_io(&vf);
		check_equal(in8(&vf, REG_STATUS), 0, "status");
		net_forget(&net);
		net_start(&net, &vf, false);
	}
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
}

/* What a legacy session left is nothing to a modern one. */
static void modern_again_it_is_as_it_was(void **state)
{
	struct legacy_net left;

	(void)state;
	net_start(&left, &vf, false);
	vf_close(&vf);
	as_modern(NULL);
	modern_it_is_as_it_is(NULL);
}

/* own_bar0 FUNCTION BAR-OF-STRUCTURES HAS-MSIX */
int main(int argc, char **argv)
{
#define LEGACY(f) cmocka_unit_test_setup_teardown(f, as_legacy, done)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_modern_until_somebody_chooses),
		cmocka_unit_test(it_cannot_be_transitional),
		cmocka_unit_test_setup_teardown(modern_it_is_as_it_is,
						as_modern, done),
		LEGACY(legacy_its_bar0_is_of_io),
		LEGACY(nor_is_there_a_bar1),
		LEGACY(nothing_of_its_bar0_is_reached),
		LEGACY(nor_are_structures_in_another),
		LEGACY(the_modern_capabilities_are_gone),
		LEGACY(msix_is_there_if_its_memory_is),
		LEGACY(frames_with_msix),
		LEGACY(frames_with_intx),
		LEGACY(frames_after_a_reset),
		LEGACY(modern_again_it_is_as_it_was),
	};

	number = argc > 1 ? atoi(argv[1]) : 1;
	structures_bar = argc > 2 ? atoi(argv[2]) : 0;
	has_msix = argc > 3 ? atoi(argv[3]) : 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
