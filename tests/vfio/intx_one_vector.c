// SPDX-License-Identifier: GPL-2.0-only
/* INTx of a VF that has a single vector: it cannot tell what has happened. */
/* needs: vfs=1 bind=all pf=vf-vectors=1 alone */
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
	count_from_zero();
	return 0;
}

static int teardown(void **state)
{
	set_link(1, true);
	return vf_teardown(state);
}

static void there_is_one_vector(void **state)
{
	struct vfio_irq_info info;

	(void)state;
	check_equal(vf_irq(&vf, VFIO_PCI_MSIX_IRQ_INDEX, &info), 0, "info");
	check_equal(info.count, 1, "vectors");
}

static void an_interrupt_may_have_either_cause(void **state)
{
	(void)state;
	start_without_rx_interrupts(&net, &vf);
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE | ISR_CONFIG, "ISR");
	check_equal(in8(&vf, REG_ISR), 0, "ISR read again");
	check_equal(line_unmask(&vf), 0, "unmask");

	set_link(1, false);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE | ISR_CONFIG, "ISR");
	check_equal(in16(&vf, DEVICE_CONFIG(false) + NET_STATUS), 0, "link");
}

static void all_queues_share_it(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	for (int i = 0; i < 1000; i++) {
		net_ask_peer(&net);
		if (!hear_by_line(&net, line))
			nothing_heard(&net, "exchange %d", i);
	}
	check_no_violation();
	check_no_failure();
}

static void it_goes_to_the_guest_and_back(void **state)
{
	int fds[1];

	(void)state;
	net_start(&net, &vf, false);
	for (int i = 0; i < 20; i++) {
		check_equal(line_off(&vf), 0, "INTx off");
		enable_msix(&vf, fds, 1);
		out16(&vf, REG_QUEUE_SELECT, NET_RX);
		out16(&vf, REG_QUEUE_VECTOR, 0);
		net_ask_peer(&net);
		assert_true(hear_by_vector(&net, fds[0]));
		net_ask_peer(&net);
		disable_msix(&vf, fds, 1);
		check_equal(line_trigger(&vf, line), 0, "INTx on");
		if (!hear_by_line(&net, line))
			nothing_heard(&net, "round %d", i);
	}
	check_no_violation();
	check_no_failure();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(there_is_one_vector),
		test(an_interrupt_may_have_either_cause),
		test(all_queues_share_it),
		test(it_goes_to_the_guest_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
