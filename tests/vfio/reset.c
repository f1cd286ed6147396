// SPDX-License-Identifier: GPL-2.0-only
/* What a reset puts back: VFIO's, the guest's function-level one, an open's. */
/* needs: vfs=4 bind=all */
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"

#define VECTORS 3

static int fds[VECTORS];

/* Change everything that a reset has to put back. */
static void use_it(void)
{
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xc040);
	enable_io(&vf);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, 0x333);
}

static void check_like_new(void)
{
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0), 1, "BAR0");
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_IO, 0, "I/O enable");
	check_equal(in32(&vf, REG_DEVICE_FEATURES), 0xffffffff,
		    "a read with I/O disabled");

	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(in8(&vf, REG_ISR), 0, "ISR");
	check_equal(in32(&vf, REG_DRIVER_FEATURES), 0, "driver features");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0, "queue select");
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0,
			    "address of queue %d", queue);
	}
	check_no_violation();
	check_no_failure();
}

static void an_open_gives_a_new_device(void **state)
{
	(void)state;
	use_it();
	vf_reopen(&vf);
	check_like_new();
}

static void a_vfio_reset_gives_a_new_device(void **state)
{
	(void)state;
	use_it();
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	check_like_new();
}

static void a_function_level_reset_gives_a_new_device(void **state)
{
	uint8_t exp = find_capability(&vf, PCI_CAP_ID_EXP);
	uint16_t control;

	(void)state;
	assert_int_not_equal(exp, 0);
	assert_true(conf32(&vf, exp + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR);
	use_it();
	control = conf16(&vf, exp + PCI_EXP_DEVCTL);
	set_conf16(&vf, exp + PCI_EXP_DEVCTL, control | PCI_EXP_DEVCTL_BCR_FLR);
	usleep(100000);
	check_like_new();
}

/* The status register's own reset leaves the PCI function as it is. */
static void a_virtio_reset_keeps_the_pci_state(void **state)
{
	(void)state;
	use_it();
	out8(&vf, REG_STATUS, 0);
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0), 0xc041, "BAR0");
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_IO, PCI_COMMAND_IO,
		    "I/O enable");
	check_equal(in32(&vf, REG_DRIVER_FEATURES), 0, "driver features");
}

static void a_vfio_reset_after_msix_gives_the_first_layout(void **state)
{
	uint8_t before[6], after[6];

	(void)state;
	enable_io(&vf);
	check_equal(bar0_read(&vf, 20, before, 6), 6, "MAC");
	enable_msix(&vf, fds, VECTORS);
	disable_msix(&vf, fds, VECTORS);
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	enable_io(&vf);
	check_equal(bar0_read(&vf, 20, after, 6), 6, "MAC");
	assert_memory_equal(before, after, 6);
}

/* A VMM that dies does not switch MSI-X off; the next one must not notice. */
static void an_open_after_msix_gives_the_first_layout(void **state)
{
	uint8_t before[6], after[6];

	(void)state;
	enable_io(&vf);
	check_equal(bar0_read(&vf, 20, before, 6), 6, "MAC");
	enable_msix(&vf, fds, VECTORS);
	vf_reopen(&vf);
	for (int i = 0; i < VECTORS; i++)
		close(fds[i]);
	enable_io(&vf);
	check_equal(bar0_read(&vf, 20, after, 6), 6, "MAC");
	assert_memory_equal(before, after, 6);
	check_no_violation();
	check_no_failure();
}

static void doorbells_work_after_a_reset(void **state)
{
	struct counts c;

	(void)state;
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	enable_io(&vf);
	count_from_zero();
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	c = counted(1);
	check_equal(c.kick_member, 1, "doorbell kicks");
}

static void five_opens_are_like_the_first(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		use_it();
		vf_reopen(&vf);
	}
	check_like_new();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		vf_test(an_open_gives_a_new_device),
		vf_test(a_vfio_reset_gives_a_new_device),
		vf_test(a_function_level_reset_gives_a_new_device),
		vf_test(a_virtio_reset_keeps_the_pci_state),
		vf_test(a_vfio_reset_after_msix_gives_the_first_layout),
		vf_test(an_open_after_msix_gives_the_first_layout),
		vf_test(doorbells_work_after_a_reset),
		vf_test(five_opens_are_like_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
