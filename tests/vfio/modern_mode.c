// SPDX-License-Identifier: GPL-2.0-only
/*
 * modern_mode ADDRESS: a function that the driver shows as it is. Run where the
 * hardware gives no reason for more.
 */
/* needs: vfs=2 bind=1 pf=legacy-commands=off args=vf1 group=modern-only */
/* needs: param=virtio_vfio_pci.mediated=N */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/pci_regs.h>

#include "bind.h"
#include "check.h"
#include "vf.h"

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

static void the_ids_are_the_function_s_own(void **state)
{
	(void)state;
	check_equal(conf16(&vf, PCI_VENDOR_ID), 0x1af4, "vendor");
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1041, "device");
	check_equal(conf8(&vf, PCI_REVISION_ID), 1, "revision");
}

static void there_is_no_bar0(void **state)
{
	(void)state;
	check_equal(vf.bar0.size, 0, "size");
	check_equal(vf.bar0.flags, 0, "flags");
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xffffffff);
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0), 0, "BAR0");
}

static void bar0_cannot_be_accessed(void **state)
{
	uint32_t value = 0;

	(void)state;
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
	assert_true(bar0_read(&vf, 0, &value, 4) < 0);
	assert_true(bar0_write(&vf, 0, &value, 4) < 0);
}

static void the_modern_registers_are_there(void **state)
{
	struct vfio_region_info info;
	void *map;

	(void)state;
	check_equal(vf_region(&vf, 4, &info), 0, "BAR4");
	assert_true(info.flags & VFIO_REGION_INFO_FLAG_MMAP);
	map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf.device, info.offset);
	assert_ptr_not_equal(map, MAP_FAILED);
	munmap(map, info.size);
}

static void it_can_be_reset(void **state)
{
	(void)state;
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
}

static void no_other_mode_can_be_chosen(void **state)
{
	(void)state;
	check_equal(set_attribute(address, "mode", "legacy"), -EOPNOTSUPP,
		    "legacy");
	check_equal(set_attribute(address, "mode", "transitional"), -EOPNOTSUPP,
		    "transitional");
	check_equal(set_attribute(address, "mode", "modern"), 0, "modern");
	check_equal(set_attribute(address, "mode", "pretty"), -EINVAL,
		    "nonsense");
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		test(the_ids_are_the_function_s_own),
		test(there_is_no_bar0),
		test(bar0_cannot_be_accessed),
		test(the_modern_registers_are_there),
		test(it_can_be_reset),
		cmocka_unit_test(no_other_mode_can_be_chosen),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: %s ADDRESS\n", argv[0]);
		return 2;
	}
	address = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
