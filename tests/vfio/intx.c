// SPDX-License-Identifier: GPL-2.0-only
/* INTx made of a VF's MSI-X: a level, told once, lowered by reading ISR status. */
/* needs: vfs=1 bind=all group=intx */
#include <errno.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

static struct legacy_net net;
static int line;

/* A line in use, and a device that makes interrupts when it is told to. */
static int setup(void **state)
{
	vf_setup(state);
	line = enable_line(&vf);
	start_without_rx_interrupts(&net, &vf);
	count_from_zero();
	return 0;
}

static int teardown(void **state)
{
	set_link(1, true);
	return vf_teardown(state);
}

static void an_interrupt_is_told_once(void **state)
{
	(void)state;
	check_equal(signals(line), 0, "signals before");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
	for (int i = 0; i < 5; i++)
		raise_line(&net);
	check_equal(signals(line), 0, "signals while it is masked");
}

static void the_line_is_up_until_isr_status_is_read(void **state)
{
	(void)state;
	assert_false(line_is_up(&vf));
	raise_line(&net);
	assert_true(line_is_up(&vf));
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	assert_false(line_is_up(&vf));
	check_equal(in8(&vf, REG_ISR), 0, "ISR read again");
}

static void unmasked_after_isr_was_read_it_waits_for_the_next(void **state)
{
	(void)state;
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	in8(&vf, REG_ISR);
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 0, "signals");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void unmasked_while_it_is_up_it_is_told_again(void **state)
{
	(void)state;
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	for (int i = 0; i < 5; i++) {
		check_equal(line_unmask(&vf), 0, "unmask");
		check_equal(signals(line), 1, "signals");
	}
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
}

/* What came behind the reading of ISR status must not wait for a third. */
static void an_interrupt_after_isr_was_read_is_told_at_the_unmask(void **state)
{
	(void)state;
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	in8(&vf, REG_ISR);
	raise_line(&net);
	check_equal(signals(line), 0, "signals while it is masked");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 1, "signals");
}

static void a_hundred_interrupts_are_told_one_by_one(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		make_interrupt(&net);
		assert_true(fired(line, NET_PATIENCE));
		check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
		check_equal(line_unmask(&vf), 0, "unmask");
	}
}

/* Received frames alike, as fast as the peer answers. */
static void answers_of_the_peer_are_told(void **state)
{
	(void)state;
	net_stop(&net);
	net_start(&net, &vf, false);
	for (int i = 0; i < 100; i++) {
		net_ask_peer(&net);
		assert_true(hear_by_line(&net, line));
	}
}

static void a_link_change_is_a_configuration_change(void **state)
{
	(void)state;
	check_equal(in16(&vf, DEVICE_CONFIG(false) + NET_STATUS), 1, "link");
	set_link(1, false);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(in8(&vf, REG_ISR), ISR_CONFIG, "ISR");
	check_equal(in16(&vf, DEVICE_CONFIG(false) + NET_STATUS), 0, "link");
	assert_false(line_is_up(&vf));

	check_equal(line_unmask(&vf), 0, "unmask");
	set_link(1, true);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(in8(&vf, REG_ISR), ISR_CONFIG, "ISR");
	check_equal(in16(&vf, DEVICE_CONFIG(false) + NET_STATUS), 1, "link");
}

static void both_causes_are_in_one_isr_status(void **state)
{
	uint8_t isr = 0;

	(void)state;
	set_link(1, false);
	assert_true(fired(line, NET_PATIENCE));
	raise_line(&net);
	/* the second one may be a moment behind the line, which was up */
	for (int i = 0; i < NET_PATIENCE && isr != (ISR_CONFIG | ISR_QUEUE);
	     i++)
		isr |= in8(&vf, REG_ISR);
	check_equal(isr, ISR_CONFIG | ISR_QUEUE, "ISR");
}

static void isr_status_costs_no_command(void **state)
{
	struct counts c;

	(void)state;
	raise_line(&net);
	count_from_zero();
	for (int i = 0; i < 10; i++)
		in8(&vf, REG_ISR);
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
}

static void isr_status_is_part_of_longer_reads(void **state)
{
	struct counts c;

	(void)state;
	raise_line(&net);
	count_from_zero();
	check_equal(in16(&vf, REG_STATUS), ISR_QUEUE << 8 | 7,
		    "device and ISR status");
	assert_false(line_is_up(&vf));
	c = counted(1);
	check_equal(commands(&c), 1, "commands");

	raise_line(&net);
	check_equal(in32(&vf, REG_QUEUE_NOTIFY) >> 24, ISR_QUEUE, "ISR");
	assert_false(line_is_up(&vf));
	raise_line(&net);
	check_equal(in64(&vf, REG_QUEUE_SELECT) >> 40 & 0xff, ISR_QUEUE, "ISR");
	assert_false(line_is_up(&vf));
}

/* A cleared ISR status that nobody has seen would be a lost interrupt. */
static void isr_status_is_not_lost_in_bad_memory(void **state)
{
	uint8_t isr = 0;

	(void)state;
	raise_line(&net);
	check_equal(bar0_read(&vf, REG_ISR, NULL, 1), -EFAULT, "read");
	check_equal(bar0_read(&vf, REG_STATUS, NULL, 2), -EFAULT, "read");
	assert_true(line_is_up(&vf));
	check_equal(bar0_read(&vf, REG_ISR, &isr, 1), 1, "read");
	check_equal(isr, ISR_QUEUE, "ISR");
}

static void isr_status_stays_while_io_is_disabled(void **state)
{
	(void)state;
	raise_line(&net);
	disable_io(&vf);
	check_equal(in8(&vf, REG_ISR), 0xff, "a port nobody decodes");
	assert_true(line_is_up(&vf));
	enable_io(&vf);
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
}

static void isr_status_cannot_be_written(void **state)
{
	(void)state;
	out8(&vf, REG_ISR, 0xff);
	check_equal(in8(&vf, REG_ISR), 0, "ISR");
	raise_line(&net);
	out8(&vf, REG_ISR, 0);
	assert_true(line_is_up(&vf));
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
}

static void the_status_register_cannot_be_cleared_by_writing(void **state)
{
	(void)state;
	raise_line(&net);
	set_conf16(&vf, PCI_STATUS, 0xffff);
	assert_true(line_is_up(&vf));
	set_conf16(&vf, PCI_STATUS, 0);
	assert_true(line_is_up(&vf));
}

/* With INTx off, the register is the device's, as it was before. */
static void without_intx_isr_status_is_the_device_s(void **state)
{
	struct counts c;

	(void)state;
	disable_line(&vf, line);
	in8(&vf, REG_ISR);
	make_interrupt(&net);
	count_from_zero();
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	check_equal(in8(&vf, REG_ISR), 0, "ISR read again");
	c = counted(1);
	check_equal(c.common_read, 2, "commands");
	assert_false(line_is_up(&vf));
}

static void the_hardware_has_no_complaint(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		raise_line(&net);
		in8(&vf, REG_ISR);
		line_unmask(&vf);
	}
	net_stop(&net);
	disable_line(&vf, line);
	check_no_violation();
	check_no_failure();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_interrupt_is_told_once),
		test(the_line_is_up_until_isr_status_is_read),
		test(unmasked_after_isr_was_read_it_waits_for_the_next),
		test(unmasked_while_it_is_up_it_is_told_again),
		test(an_interrupt_after_isr_was_read_is_told_at_the_unmask),
		test(a_hundred_interrupts_are_told_one_by_one),
		test(answers_of_the_peer_are_told),
		test(a_link_change_is_a_configuration_change),
		test(both_causes_are_in_one_isr_status),
		test(isr_status_costs_no_command),
		test(isr_status_is_part_of_longer_reads),
		test(isr_status_is_not_lost_in_bad_memory),
		test(isr_status_stays_while_io_is_disabled),
		test(isr_status_cannot_be_written),
		test(the_status_register_cannot_be_cleared_by_writing),
		test(without_intx_isr_status_is_the_device_s),
		test(the_hardware_has_no_complaint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
