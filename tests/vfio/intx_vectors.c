// SPDX-License-Identifier: GPL-2.0-only
/*
 * INTx is made of MSI-X vectors that the guest has not set: what it sees of
 * them, what the device is told, and how many commands that takes.
 */
/* needs: vfs=1 bind=all group=intx */
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/virtio_ring.h>

#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

#define VECTORS 3

static struct legacy_net net;

static int commands_now(void)
{
	struct counts c = counted(1);

	return commands(&c);
}

/* Commands since the last call. */
static int commands_of_late(void)
{
	int n = commands_now();

	count_from_zero();
	return n;
}

static void msix_looks_disabled(void **state)
{
	uint8_t flags = find_capability(&vf, PCI_CAP_ID_MSIX) + PCI_MSIX_FLAGS;
	uint16_t before = conf16(&vf, flags);
	int fds[VECTORS], line;

	(void)state;
	check_equal(before & PCI_MSIX_FLAGS_ENABLE, 0, "enable bit");
	line = enable_line(&vf);
	check_equal(host_conf16(vf.address, flags) & PCI_MSIX_FLAGS_ENABLE,
		    PCI_MSIX_FLAGS_ENABLE, "enable bit in the hardware");
	check_equal(conf16(&vf, flags), before, "MSI-X control");
	check_equal(conf8(&vf, flags + 1), before >> 8, "its upper half");
	check_equal(conf32(&vf, flags - 2) >> 16, before, "with the header");
	disable_line(&vf, line);
	check_equal(host_conf16(vf.address, flags) & PCI_MSIX_FLAGS_ENABLE, 0,
		    "enable bit in the hardware");

	enable_msix(&vf, fds, VECTORS);
	check_equal(conf16(&vf, flags) & PCI_MSIX_FLAGS_ENABLE,
		    PCI_MSIX_FLAGS_ENABLE, "the guest's own MSI-X");
	disable_msix(&vf, fds, VECTORS);
}

static void the_rest_of_configuration_space_is_the_same(void **state)
{
	uint8_t before[256], with[256];
	int line;

	(void)state;
	check_equal(config_read(&vf, 0, before, 256), 256, "config");
	line = enable_line(&vf);
	check_equal(config_read(&vf, 0, with, 256), 256, "config");
	assert_memory_equal(before, with, 256);
	disable_line(&vf, line);
}

static void the_device_configuration_stays_at_20(void **state)
{
	uint8_t before[44], with[44];
	int line;

	(void)state;
	check_equal(bar0_read(&vf, 20, before, 44), 44, "read");
	line = enable_line(&vf);
	check_equal(bar0_read(&vf, 20, with, 44), 44, "read");
	assert_memory_equal(before, with, 44);
	disable_line(&vf, line);
	check_equal(bar0_read(&vf, 20, with, 44), 44, "read");
	assert_memory_equal(before, with, 44);
	check_no_violation();
	check_no_failure();
}

/* 20 is the MAC, whatever the device has there for us. */
static void writes_at_20_do_not_reach_the_vectors(void **state)
{
	int line = enable_line(&vf);
	struct counts c;

	(void)state;
	start_without_rx_interrupts(&net, &vf);
	count_from_zero();
	out16(&vf, 20, 0xffff);
	out16(&vf, 22, 0xffff);
	c = counted(1);
	check_equal(c.device_write, 2, "device commands");
	check_equal(c.common_write, 0, "common commands");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

/* A guest that is not there yet costs nothing. */
static void switching_an_idle_device_sends_no_command(void **state)
{
	int line;

	(void)state;
	line = enable_line(&vf);
	check_equal(line_mask(&vf), 0, "mask");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(line_trigger(&vf, line), 0, "the same eventfd again");
	assert_false(line_is_up(&vf));
	check_equal(signals(line), 0, "signals");
	disable_line(&vf, line);
	check_equal(commands_now(), 0, "commands");
}

/* One for the configuration vector, one for each queue; ISR is for nothing. */
static void bringing_up_takes_three_commands_more(void **state)
{
	int line, without, with;

	(void)state;
	net_start(&net, &vf, false);
	without = commands_of_late();
	net_stop(&net);

	line = enable_line(&vf);
	count_from_zero();
	net_start(&net, &vf, false);
	with = commands_of_late();
	check_equal(with, without + 3, "commands");
	print_message("bringing up: %d commands, %d with INTx\n", without,
		      with);

	/* and again after a reset of the device alone */
	net_stop(&net);
	count_from_zero();
	net_start(&net, &vf, false);
	check_equal(commands_of_late(), with, "commands");
	net_ask_peer(&net);
	assert_true(hear_by_line(&net, line));
	check_equal(commands_now(), 0, "commands for data");
	check_no_violation();
	check_no_failure();
}

/* The vectors are ours before the device may use them. */
static void no_queue_has_an_address_before_its_vector(void **state)
{
	int line = enable_line(&vf);
	int n;

	(void)state;
	out16(&vf, REG_QUEUE_SELECT, 1);
	count_from_zero();
	out32(&vf, REG_QUEUE_ADDRESS, 0x1234);
	check_equal(commands_of_late(), 2, "commands for an address");
	out32(&vf, REG_QUEUE_ADDRESS, 0);
	check_equal(commands_of_late(), 1, "commands for none");
	/* by halves, as the width of the port allows */
	out16(&vf, REG_QUEUE_ADDRESS, 0x1234);
	out16(&vf, REG_QUEUE_ADDRESS + 2, 0);
	n = commands_of_late();
	assert_true(n > 2);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x1234, "address");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 1, "queue select");
	out8(&vf, REG_STATUS, 0);
	disable_line(&vf, line);
	check_no_violation();
	check_no_failure();
}

static void a_queue_brought_up_by_halves_is_heard(void **state)
{
	int line = enable_line(&vf);
	uint32_t address;

	(void)state;
	net_prepare(&net, &vf, false);
	net.queues[NET_RX].avail->flags = VRING_AVAIL_F_NO_INTERRUPT;
	out16(&vf, REG_QUEUE_SELECT, NET_TX);
	address = in32(&vf, REG_QUEUE_ADDRESS);
	out32(&vf, REG_QUEUE_ADDRESS, 0);
	out16(&vf, REG_QUEUE_ADDRESS, address);
	out16(&vf, REG_QUEUE_ADDRESS + 2, address >> 16);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), address, "address");
	net_go(&net);
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

/* More queues than vectors, and numbers that are no queues. */
static void any_queue_can_be_selected(void **state)
{
	static const uint16_t queues[] = { 0,	2,    3,      255,
					   256, 1024, 0x7fff, 0xffff };
	int line = enable_line(&vf);

	(void)state;
	start_without_rx_interrupts(&net, &vf);
	for (size_t i = 0; i < ARRAY_SIZE(queues); i++) {
		out16(&vf, REG_QUEUE_SELECT, queues[i]);
		if (queues[i] >= 2)
			out32(&vf, REG_QUEUE_ADDRESS, 0x4321);
		check_equal(in16(&vf, REG_QUEUE_SELECT), queues[i], "select");
	}
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
	in8(&vf, REG_ISR);

	/* The walk over the queues puts the guest's choice back. */
	check_equal(line_off(&vf), 0, "off");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0xffff, "select");
	check_equal(line_trigger(&vf, line), 0, "on");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0xffff, "select");
	out8(&vf, REG_STATUS, 0);
}

/* A guest whose VMM turns INTx on when all is running. */
static void queues_that_are_up_are_taken_over(void **state)
{
	int line;

	(void)state;
	net_start(&net, &vf, false);
	out16(&vf, REG_QUEUE_SELECT, NET_RX);
	line = enable_line(&vf);
	check_equal(in16(&vf, REG_QUEUE_SELECT), NET_RX, "queue select");
	for (int i = 0; i < 20; i++) {
		net_ask_peer(&net);
		assert_true(hear_by_line(&net, line));
	}
	disable_line(&vf, line);
	net_ask_peer(&net);
	net_hear_peer(&net);
	check_no_violation();
	check_no_failure();
}

/* What happened when nobody could be told is told when somebody can. */
static void an_interrupt_from_before_is_told_when_intx_comes_on(void **state)
{
	int line;

	(void)state;
	start_without_rx_interrupts(&net, &vf);
	make_interrupt(&net);
	line = enable_line(&vf);
	assert_true(fired(line, NET_PATIENCE));
	/* with what else may have happened, and no bit that has no meaning */
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE | ISR_CONFIG, "ISR");
	check_equal(in8(&vf, REG_ISR), 0, "ISR read again");
	disable_line(&vf, line);
}

/* The guest's own vectors, from before INTx, are there again behind it. */
static void the_guests_vectors_come_back(void **state)
{
	int fds[VECTORS], line;

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, true);
	disable_msix(&vf, fds, VECTORS);

	line = enable_line(&vf);
	net_ask_peer(&net);
	assert_true(hear_by_line(&net, line));
	disable_line(&vf, line);

	enable_msix(&vf, fds, VECTORS);
	check_equal(in16(&vf, REG_CONFIG_VECTOR), 0, "configuration vector");
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		check_equal(in16(&vf, REG_QUEUE_VECTOR), queue + 1,
			    "vector of queue %d", queue);
	}
	net_ask_peer(&net);
	assert_true(hear_by_vector(&net, fds[1]));
	disable_msix(&vf, fds, VECTORS);
	check_no_violation();
	check_no_failure();
}

static void vectors_never_set_are_none_behind_it(void **state)
{
	int fds[VECTORS], line;

	(void)state;
	line = enable_line(&vf);
	net_start(&net, &vf, false);
	disable_line(&vf, line);
	enable_msix(&vf, fds, VECTORS);
	check_equal(in16(&vf, REG_CONFIG_VECTOR), NET_NO_VECTOR,
		    "configuration vector");
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		check_equal(in16(&vf, REG_QUEUE_VECTOR), NET_NO_VECTOR,
			    "vector of queue %d", queue);
	}
	disable_msix(&vf, fds, VECTORS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		io_test(msix_looks_disabled),
		io_test(the_rest_of_configuration_space_is_the_same),
		io_test(the_device_configuration_stays_at_20),
		io_test(writes_at_20_do_not_reach_the_vectors),
		io_test(switching_an_idle_device_sends_no_command),
		io_test(bringing_up_takes_three_commands_more),
		io_test(no_queue_has_an_address_before_its_vector),
		io_test(a_queue_brought_up_by_halves_is_heard),
		io_test(any_queue_can_be_selected),
		io_test(queues_that_are_up_are_taken_over),
		io_test(an_interrupt_from_before_is_told_when_intx_comes_on),
		io_test(the_guests_vectors_come_back),
		io_test(vectors_never_set_are_none_behind_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
