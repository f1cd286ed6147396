// SPDX-License-Identifier: GPL-2.0-only
/* INTx: whom it tells and when, by masks, eventfds and COMMAND. */
/* needs: vfs=1 bind=all group=intx */
#include <errno.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

#define UNMASK_BOOL (VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_UNMASK)
#define MASK_BOOL   (VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_MASK)
#define TEST_BOOL   (VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_TRIGGER)

static struct legacy_net net;
static int line;

static int setup(void **state)
{
	vf_setup(state);
	line = enable_line(&vf);
	start_without_rx_interrupts(&net, &vf);
	return 0;
}

static int set_bool(uint32_t flags, uint8_t value)
{
	return set_irqs(&vf, VFIO_PCI_INTX_IRQ_INDEX, flags, 0, 1, &value, 1);
}

static void disable_by_command(bool disable)
{
	uint16_t command = conf16(&vf, PCI_COMMAND);

	set_conf16(&vf, PCI_COMMAND,
		   disable ? command | PCI_COMMAND_INTX_DISABLE
			   : command & ~PCI_COMMAND_INTX_DISABLE);
}

static void a_masked_line_tells_nobody(void **state)
{
	(void)state;
	check_equal(line_mask(&vf), 0, "mask");
	raise_line(&net);
	check_equal(signals(line), 0, "signals");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 1, "signals");
}

static void masked_and_read_it_has_nothing_to_tell(void **state)
{
	(void)state;
	check_equal(line_mask(&vf), 0, "mask");
	raise_line(&net);
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 0, "signals");
}

static void masked_while_it_is_up_it_stays_so(void **state)
{
	(void)state;
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(line_mask(&vf), 0, "mask");
	check_equal(line_mask(&vf), 0, "mask again");
	raise_line(&net);
	check_equal(signals(line), 0, "signals");
	check_equal(line_unmask(&vf), 0, "one unmask");
	check_equal(signals(line), 1, "signals");
}

static void an_unmask_of_an_unmasked_line_does_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 0, "signals");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void masks_can_be_told_as_truth_values(void **state)
{
	(void)state;
	check_equal(set_bool(MASK_BOOL, 1), 0, "mask");
	raise_line(&net);
	check_equal(set_bool(UNMASK_BOOL, 0), 0, "no unmask");
	check_equal(signals(line), 0, "signals");
	check_equal(set_bool(UNMASK_BOOL, 1), 0, "unmask");
	check_equal(signals(line), 1, "signals");

	in8(&vf, REG_ISR);
	check_equal(set_bool(UNMASK_BOOL, 0xff), 0, "unmask");
	check_equal(set_bool(MASK_BOOL, 0), 0, "no mask");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void an_eventfd_can_unmask(void **state)
{
	int unmask = new_eventfd();

	(void)state;
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	for (int i = 0; i < 20; i++) {
		raise_line(&net);
		assert_true(fired(line, NET_PATIENCE));
		write_eventfd(unmask);
		assert_true(fired(line, NET_PATIENCE));
		check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
		write_eventfd(unmask);
	}
	check_equal(signals(line), 0, "signals");
	check_equal(line_unmask_by(&vf, -1), 0, "not any more");
	close(unmask);
}

static void the_unmask_eventfd_is_emptied(void **state)
{
	int unmask = new_eventfd();

	(void)state;
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	write_eventfd(unmask);
	check_equal(signals(unmask), 0, "left in it");
	close(unmask);
}

static void an_eventfd_written_before_unmasks_at_once(void **state)
{
	int unmask = new_eventfd();

	(void)state;
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	write_eventfd(unmask);
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	assert_true(fired(line, NET_PATIENCE));
	close(unmask);
}

static void an_unmask_eventfd_removed_unmasks_no_more(void **state)
{
	int unmask = new_eventfd();

	(void)state;
	check_equal(line_unmask_by(&vf, -1), 0, "remove none");
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	check_equal(line_unmask_by(&vf, unmask), -EBUSY, "a second one");
	check_equal(line_unmask_by(&vf, -1), 0, "remove it");
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	write_eventfd(unmask);
	check_equal(signals(line), 0, "signals");
	check_equal(signals(unmask), 1, "left in it");
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by it again");
	write_eventfd(unmask);
	assert_true(fired(line, NET_PATIENCE));
	close(unmask);
}

/* Its user has gone without a word: the line is as it was. */
static void an_unmask_eventfd_may_be_closed(void **state)
{
	int unmask = new_eventfd();

	(void)state;
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	close(unmask);
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(line_unmask(&vf), 0, "unmask");
	assert_true(fired(line, NET_PATIENCE));
}

/*
 * A VMM's mistake: the line tells itself to tell. It costs the VMM's own time,
 * and ends with what it tells of.
 */
static void one_eventfd_for_both_hangs_nobody(void **state)
{
	(void)state;
	check_equal(line_unmask_by(&vf, line), 0, "unmask by the same");
	raise_line(&net);
	for (int i = 0; i < 20; i++)
		line_test(&vf);
	check_equal(line_mask(&vf), 0, "mask");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	assert_false(line_is_up(&vf));

	raise_line(&net);
	check_equal(line_unmask_by(&vf, -1), 0, "remove it");
	in8(&vf, REG_ISR);
	check_equal(line_unmask(&vf), 0, "unmask");
	signals(line);
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void closed_with_one_eventfd_for_both(void **state)
{
	(void)state;
	check_equal(line_unmask_by(&vf, line), 0, "unmask by the same");
	raise_line(&net);
	vf_close(&vf);
}

static void command_can_disable_it(void **state)
{
	(void)state;
	disable_by_command(true);
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE,
		    PCI_COMMAND_INTX_DISABLE, "INTx disable");
	raise_line(&net);
	check_equal(signals(line), 0, "signals");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(line), 0, "signals after an unmask");
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(signals(line), 0, "signals after a loop-back");

	disable_by_command(false);
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE, 0,
		    "INTx disable");
	assert_true(fired(line, NET_PATIENCE));
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
}

static void disabled_and_read_it_has_nothing_to_tell(void **state)
{
	(void)state;
	disable_by_command(true);
	raise_line(&net);
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	disable_by_command(false);
	check_equal(signals(line), 0, "signals");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

/* The byte of COMMAND that has the bit can be written alone. */
static void command_can_be_written_by_bytes(void **state)
{
	(void)state;
	set_conf8(&vf, PCI_COMMAND + 1, PCI_COMMAND_INTX_DISABLE >> 8);
	raise_line(&net);
	check_equal(signals(line), 0, "signals");
	set_conf8(&vf, PCI_COMMAND,
		  PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	check_equal(signals(line), 0, "signals after the other byte");
	set_conf8(&vf, PCI_COMMAND + 1, 0);
	assert_true(fired(line, NET_PATIENCE));
}

static void it_can_be_tried_by_loop_back(void **state)
{
	(void)state;
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(signals(line), 1, "signals");
	check_equal(set_bool(TEST_BOOL, 1), 0, "loop-back");
	check_equal(signals(line), 1, "signals");
	check_equal(set_bool(TEST_BOOL, 0), 0, "no loop-back");
	check_equal(signals(line), 0, "signals");

	/* Nothing has happened to the device. */
	assert_false(line_is_up(&vf));
	check_equal(in8(&vf, REG_ISR), 0, "ISR");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void another_eventfd_can_be_told(void **state)
{
	int other = new_eventfd();

	(void)state;
	check_equal(line_trigger(&vf, other), 0, "another eventfd");
	make_interrupt(&net);
	assert_true(fired(other, NET_PATIENCE));
	check_equal(signals(line), 0, "signals to the first one");
	in8(&vf, REG_ISR);

	close(other);
	check_equal(line_trigger(&vf, line), 0, "the first one again");
	check_equal(line_unmask(&vf), 0, "unmask");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

/* An eventfd that is swapped keeps the state of the line. */
static void swapped_while_masked_it_stays_so(void **state)
{
	int other = new_eventfd();

	(void)state;
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(line_trigger(&vf, other), 0, "another eventfd");
	check_equal(signals(other), 0, "signals");
	check_equal(line_unmask(&vf), 0, "unmask");
	check_equal(signals(other), 1, "signals");
	check_equal(signals(line), 0, "signals to the first one");
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	close(other);
}

/* What nobody was told is told when there is somebody. */
static void nobody_can_be_told_for_a_while(void **state)
{
	(void)state;
	check_equal(line_trigger(&vf, -1), 0, "nobody");
	raise_line(&net);
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(line_trigger(&vf, line), 0, "somebody");
	check_equal(signals(line), 1, "signals");
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	check_equal(line_unmask(&vf), 0, "unmask");
	make_interrupt(&net);
	assert_true(fired(line, NET_PATIENCE));
}

static void enabled_with_nobody_to_tell(void **state)
{
	(void)state;
	net_stop(&net);
	check_equal(line_off(&vf), 0, "off");
	check_equal(line_trigger(&vf, -1), 0, "on, for nobody");
	start_without_rx_interrupts(&net, &vf);
	raise_line(&net);
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	raise_line(&net);
	check_equal(line_trigger(&vf, line), 0, "for somebody");
	check_equal(signals(line), 1, "signals");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_masked_line_tells_nobody),
		test(masked_and_read_it_has_nothing_to_tell),
		test(masked_while_it_is_up_it_stays_so),
		test(an_unmask_of_an_unmasked_line_does_nothing),
		test(masks_can_be_told_as_truth_values),
		test(an_eventfd_can_unmask),
		test(the_unmask_eventfd_is_emptied),
		test(an_eventfd_written_before_unmasks_at_once),
		test(an_unmask_eventfd_removed_unmasks_no_more),
		test(an_unmask_eventfd_may_be_closed),
		test(one_eventfd_for_both_hangs_nobody),
		test(closed_with_one_eventfd_for_both),
		test(command_can_disable_it),
		test(disabled_and_read_it_has_nothing_to_tell),
		test(command_can_be_written_by_bytes),
		test(it_can_be_tried_by_loop_back),
		test(another_eventfd_can_be_told),
		test(swapped_while_masked_it_stays_so),
		test(nobody_can_be_told_for_a_while),
		test(enabled_with_nobody_to_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
