// SPDX-License-Identifier: GPL-2.0-only
/* INTx and resets: of the device, of the function, by the VMM, by an open. */
/* needs: vfs=1 bind=all group=intx */
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

static struct legacy_net net;
static int line;

static int setup(void **state)
{
	vf_setup(state);
	line = enable_line(&vf);
	start_without_rx_interrupts(&net, &vf);
	count_from_zero();
	return 0;
}

static int commands_now(void)
{
	struct counts c = counted(1);

	return commands(&c);
}

static void function_level_reset(void)
{
	uint8_t exp = find_capability(&vf, PCI_CAP_ID_EXP);
	uint16_t control = conf16(&vf, exp + PCI_EXP_DEVCTL);

	set_conf16(&vf, exp + PCI_EXP_DEVCTL, control | PCI_EXP_DEVCTL_BCR_FLR);
}

/* Up and told, and again behind the mask. */
static void have_it_pending(void)
{
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void check_silent(void)
{
	assert_false(line_is_up(&vf));
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 0, "signals");
	enable_io(&vf);
	check_equal(in8(&vf, REG_ISR), 0, "ISR");
}

/* A driver starts from the beginning, and hears. */
static void check_it_works(void)
{
	enable_io(&vf);
	net_forget(&net);
	net_start(&net, &vf, false);
	for (int i = 0; i < 5; i++) {
		net_ask_peer(&net);
		assert_true(hear_by_line(&net, line));
	}
	check_no_violation();
	check_no_failure();
}

static void a_virtio_reset_lowers_the_line(void **state)
{
	(void)state;
	have_it_pending();
	out8(&vf, REG_STATUS, 0);
	check_silent();
	check_it_works();
}

static void a_function_level_reset_lowers_the_line(void **state)
{
	(void)state;
	have_it_pending();
	function_level_reset();
	check_silent();
	check_it_works();
}

static void a_vfio_reset_lowers_the_line(void **state)
{
	(void)state;
	have_it_pending();
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	check_silent();
	check_it_works();
}

static void an_open_has_a_line_that_was_never_up(void **state)
{
	(void)state;
	have_it_pending();
	check_equal(line_mask(&vf), 0, "mask");
	set_conf16(&vf, PCI_COMMAND,
		   conf16(&vf, PCI_COMMAND) | PCI_COMMAND_INTX_DISABLE);
	vf_reopen(&vf);
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE, 0,
		    "INTx disable");
	close(line);
	line = enable_line(&vf);
	check_silent();
	start_without_rx_interrupts(&net, &vf);
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

/* A byte of the status register that is not 0 is no reset. */
static void another_status_keeps_the_line_up(void **state)
{
	(void)state;
	have_it_pending();
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	assert_true(line_is_up(&vf));
	assert_true(in8(&vf, REG_ISR) & ISR_QUEUE);
}

static void a_reset_does_not_unmask(void **state)
{
	(void)state;
	check_equal(line_mask(&vf), 0, "mask");
	out8(&vf, REG_STATUS, 0);
	net_forget(&net);
	start_without_rx_interrupts(&net, &vf);
	raise_line(&net);
	check_equal(signals(line), 0, "signals");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 1, "signals");
}

/*
 * The order of QEMU when its guest is rebooted. The guest that comes up finds a
 * line that nobody holds up, and registers that nobody has written.
 */
static void check_a_reboot(void (*do_reset)(void))
{
	out16(&vf, REG_QUEUE_SELECT, NET_TX);
	have_it_pending();
	check_equal(line_off(&vf), 0, "INTx off");
	do_reset();
	count_from_zero();
	check_equal(line_trigger(&vf, line), 0, "INTx on");
	check_equal(commands_now(), 0, "commands to a device that was reset");
	assert_false(line_is_up(&vf));
	check_equal(signals(line), 0, "signals");
	enable_io(&vf);
	check_equal(in8(&vf, REG_ISR), 0, "ISR");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0, "queue select");
	check_it_works();
}

static void by_vfio(void)
{
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
}

static void the_line_is_down_when_a_vmm_reboots_its_guest(void **state)
{
	(void)state;
	check_a_reboot(by_vfio);
}

static void the_line_is_down_after_a_function_level_reset(void **state)
{
	(void)state;
	check_a_reboot(function_level_reset);
}

/* Reset first, and then switched off and on. */
static void off_and_on_after_a_reset_sends_nothing(void **state)
{
	(void)state;
	out16(&vf, REG_QUEUE_SELECT, NET_TX);
	have_it_pending();
	function_level_reset();
	count_from_zero();
	check_equal(line_off(&vf), 0, "INTx off");
	check_equal(line_trigger(&vf, line), 0, "INTx on");
	check_equal(commands_now(), 0, "commands to a device that was reset");
	check_silent();
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0, "queue select");
	check_it_works();
}

/* In the middle of traffic, whenever the answer happens to come. */
static void many_resets_amid_traffic(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++) {
		if (i % 3 == 0)
			out8(&vf, REG_STATUS, 0);
		else if (i % 3 == 1)
			function_level_reset();
		else
			by_vfio();
		net_forget(&net);
		net_start(&net, &vf, false);
		check_equal(line_unmask(&vf), 0, "unmask");
		net_ask_peer(&net);
		assert_true(hear_by_line(&net, line));
		for (int j = 0; j < 8; j++)
			net_ask_peer(&net);
	}
	out8(&vf, REG_STATUS, 0);
	check_no_violation();
	check_no_failure();
}

/* A VMM that is killed: nothing is switched off, and the device runs. */
static void many_closes_amid_traffic(void **state)
{
	(void)state;
	for (int i = 0; i < 15; i++) {
		for (int j = 0; j < 8; j++)
			net_ask_peer(&net);
		if (i & 1)
			check_equal(line_unmask_by(&vf, line), 0, "unmask by");
		vf_reopen(&vf);
		close(line);
		line = enable_line(&vf);
		net_start(&net, &vf, false);
		net_ask_peer(&net);
		assert_true(hear_by_line(&net, line));
	}
	check_no_violation();
	check_no_failure();
}

static void off_and_on_amid_traffic(void **state)
{
	(void)state;
	out8(&vf, REG_STATUS, 0);
	net_forget(&net);
	net_start(&net, &vf, false);
	for (int i = 0; i < 100; i++) {
		for (int j = 0; j < i % 8; j++)
			net_ask_peer(&net);
		disable_line(&vf, line);
		line = enable_line(&vf);
		net_ask_peer(&net);
		assert_true(hear_by_line(&net, line));
	}
	check_no_violation();
	check_no_failure();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_virtio_reset_lowers_the_line),
		test(a_function_level_reset_lowers_the_line),
		test(a_vfio_reset_lowers_the_line),
		test(an_open_has_a_line_that_was_never_up),
		test(another_status_keeps_the_line_up),
		test(a_reset_does_not_unmask),
		test(the_line_is_down_when_a_vmm_reboots_its_guest),
		test(the_line_is_down_after_a_function_level_reset),
		test(off_and_on_after_a_reset_sends_nothing),
		test(many_resets_amid_traffic),
		test(many_closes_amid_traffic),
		test(off_and_on_amid_traffic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
