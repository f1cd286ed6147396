// SPDX-License-Identifier: GPL-2.0-only
/* Everything but the transitional mode is as stock vfio-pci shows it. */
/* needs: vfs=4 bind=all stock */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "snapshot.h"

static struct snapshot stock, ours;
static struct vf vf;

static int load_and_take(void **state)
{
	(void)state;
	if (!read_stock(&stock))
		return -1;
	vf_open(&vf, 1);
	take_snapshot(&vf, &ours);
	return 0;
}

static int done(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

static bool of_the_mode(uint32_t at)
{
	return at == PCI_DEVICE_ID || at == PCI_DEVICE_ID + 1 ||
	       at == PCI_REVISION_ID ||
	       (at >= PCI_BASE_ADDRESS_0 && at < PCI_BASE_ADDRESS_1) ||
	       (at >= PCI_SUBSYSTEM_VENDOR_ID && at < PCI_ROM_ADDRESS) ||
	       at == PCI_INTERRUPT_PIN;
}

static void configuration_space_differs_only_in_the_mode(void **state)
{
	uint32_t i;

	(void)state;
	for (i = 0; i < SNAPSHOT_CONFIG; i++) {
		if (!of_the_mode(i))
			check_equal(ours.config[i], stock.config[i],
				    "config byte %#x", i);
	}
}

static void the_snapshot_is_of_the_modern_device(void **state)
{
	(void)state;
	check_equal(stock.config[PCI_DEVICE_ID], 0x41, "device id");
	check_equal(stock.config[PCI_REVISION_ID], 1, "revision");
	check_equal(stock.regions[VFIO_PCI_BAR0_REGION_INDEX].size, 0, "BAR0");
}

static void device_info_is_the_same(void **state)
{
	(void)state;
	check_equal(ours.device.flags, stock.device.flags, "flags");
	check_equal(ours.device.num_regions, stock.device.num_regions,
		    "regions");
	check_equal(ours.device.num_irqs, stock.device.num_irqs, "interrupts");
}

static void all_other_regions_are_the_same(void **state)
{
	uint32_t i;

	(void)state;
	for (i = 1; i < VFIO_PCI_NUM_REGIONS; i++) {
		struct vfio_region_info *a = &ours.regions[i];
		struct vfio_region_info *b = &stock.regions[i];

		check_equal(ours.region_errors[i], stock.region_errors[i],
			    "error of region %u", i);
		check_equal(a->flags, b->flags, "flags of region %u", i);
		check_equal(a->size, b->size, "size of region %u", i);
		check_equal(a->offset, b->offset, "offset of region %u", i);
		check_equal(a->argsz, b->argsz, "argsz of region %u", i);
	}
}

static void all_interrupts_but_intx_are_the_same(void **state)
{
	uint32_t i;

	(void)state;
	check_equal(ours.irqs[VFIO_PCI_INTX_IRQ_INDEX].count, 1, "INTx");
	for (i = VFIO_PCI_INTX_IRQ_INDEX + 1; i < VFIO_PCI_NUM_IRQS; i++) {
		check_equal(ours.irq_errors[i], stock.irq_errors[i],
			    "error of interrupt %u", i);
		check_equal(ours.irqs[i].flags, stock.irqs[i].flags,
			    "flags of interrupt %u", i);
		check_equal(ours.irqs[i].count, stock.irqs[i].count,
			    "count of interrupt %u", i);
	}
}

static void memory_bars_can_be_read(void **state)
{
	struct vfio_region_info *info = &ours.regions[4];
	uint32_t value = 0;
	int ret;

	(void)state;
	ret = pread(vf.device, &value, 4, info->offset);
	check_equal(ret, 4, "read of BAR4");
}

static void memory_bars_are_sized_as_before(void **state)
{
	uint32_t old, low;

	(void)state;
	old = conf32(&vf, PCI_BASE_ADDRESS_2);
	set_conf32(&vf, PCI_BASE_ADDRESS_2, 0xffffffff);
	low = conf32(&vf, PCI_BASE_ADDRESS_2);
	set_conf32(&vf, PCI_BASE_ADDRESS_2, old);
	check_equal(~(low & ~0xf) + 1, ours.regions[2].size, "size of BAR2");
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_2), old, "BAR2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_snapshot_is_of_the_modern_device),
		cmocka_unit_test(configuration_space_differs_only_in_the_mode),
		cmocka_unit_test(device_info_is_the_same),
		cmocka_unit_test(all_other_regions_are_the_same),
		cmocka_unit_test(all_interrupts_but_intx_are_the_same),
		cmocka_unit_test(memory_bars_can_be_read),
		cmocka_unit_test(memory_bars_are_sized_as_before),
	};

	return cmocka_run_group_tests(tests, load_and_take, done);
}
