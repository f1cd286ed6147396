// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver has of the registers in its cache saves commands, and a guest cannot
 * tell: all that can change the device makes it ask again.
 */
/* needs: vfs=4 bind=all */
#include <string.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "legacy_net.h"
#include "pf.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

/* The opcode of a write of the common configuration: as hardware fails it. */
#define REFUSE_A_WRITE "2/22/3/1/1"

#define ADDRESS 0x1000

/* A device that the guest has reset, and seen reset; and knows a little of. */
static void get_to_know(void)
{
	enable_io(&vf);
	out8(&vf, REG_STATUS, 0);
	check_equal(in8(&vf, REG_STATUS), 0, "status after reset");
	in32(&vf, REG_DEVICE_FEATURES);
	out16(&vf, REG_QUEUE_SELECT, 1);
	in16(&vf, REG_QUEUE_SIZE);
}

static int setup(void **state)
{
	vf_setup(state);
	get_to_know();
	count_from_zero();
	return 0;
}

static int teardown(void **state)
{
	hardware_good();
	out8(&vf, REG_STATUS, 0);
	return vf_teardown(state);
}

static int commands_since(void)
{
	struct counts c = counted(1);

	count_from_zero();
	return commands(&c);
}

/* All that can be cached is read, or written as it is. */
static void ask_for_all(void)
{
	out16(&vf, REG_QUEUE_SELECT, 1);
	in32(&vf, REG_DEVICE_FEATURES);
	in16(&vf, REG_QUEUE_SIZE);
	in32(&vf, REG_QUEUE_ADDRESS);
	in8(&vf, REG_STATUS);
}

#define ALL 5

static void check_invalidated(const char *after)
{
	count_from_zero();
	ask_for_all();
	check_equal(commands_since(), ALL, "commands after %s", after);
}

static void what_is_cached_takes_no_command(void **state)
{
	(void)state;
	ask_for_all();
	check_equal(commands_since(), 0, "commands");
}

static void it_is_what_the_device_says(void **state)
{
	uint32_t features = in32(&vf, REG_DEVICE_FEATURES);
	uint16_t size = in16(&vf, REG_QUEUE_SIZE);
	uint32_t address = in32(&vf, REG_QUEUE_ADDRESS);
	uint8_t status = in8(&vf, REG_STATUS);

	(void)state;
	check_equal(commands_since(), 0, "commands");
	/* Without a reset by the guest nothing is cached. */
	vf_reopen(&vf);
	enable_io(&vf);
	out16(&vf, REG_QUEUE_SELECT, 1);
	check_equal(in32(&vf, REG_DEVICE_FEATURES), features, "features");
	check_equal(in16(&vf, REG_QUEUE_SIZE), size, "queue size");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), address, "queue address");
	check_equal(in8(&vf, REG_STATUS), status, "status");
}

static void a_queue_selected_is_not_selected_again(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		out16(&vf, REG_QUEUE_SELECT, 1);
	check_equal(commands_since(), 0, "commands");
	out16(&vf, REG_QUEUE_SELECT, 0);
	check_equal(commands_since(), 1, "commands for another one");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0, "queue select");
}

static void each_queue_has_its_own_values(void **state)
{
	(void)state;
	out32(&vf, REG_QUEUE_ADDRESS, ADDRESS);
	out16(&vf, REG_QUEUE_SELECT, 0);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address of queue 0");
	out16(&vf, REG_QUEUE_SELECT, 1);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), ADDRESS,
		    "address of queue 1");
	/* One that is not there keeps no address, and has no size. */
	out16(&vf, REG_QUEUE_SELECT, 40);
	check_equal(in16(&vf, REG_QUEUE_SIZE), 0, "size of queue 40");
	out32(&vf, REG_QUEUE_ADDRESS, ADDRESS);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address of queue 40");
}

static void a_live_device_is_asked_for_its_status(void **state)
{
	struct legacy_net net;

	(void)state;
	net_start(&net, &vf, false);
	count_from_zero();
	in8(&vf, REG_STATUS);
	in8(&vf, REG_STATUS);
	check_equal(commands_since(), 2, "commands");
	net_stop(&net);
}

static void a_reset_by_the_guest_is_asked_about(void **state)
{
	(void)state;
	out8(&vf, REG_STATUS, 0);
	check_invalidated("status 0");
	vf_reopen(&vf);
	get_to_know();
	out8(&vf, REG_STATUS, 0);
	in8(&vf, REG_STATUS);
	count_from_zero();
	out16(&vf, REG_QUEUE_SELECT, 1);
	in32(&vf, REG_DEVICE_FEATURES);
	in16(&vf, REG_QUEUE_SIZE);
	check_equal(commands_since(), 3, "commands after a reset");
}

static void an_address_of_zero_is_taken_for_a_reset(void **state)
{
	(void)state;
	out32(&vf, REG_QUEUE_ADDRESS, 0);
	check_invalidated("an address of 0");
}

static void a_reset_of_the_function_invalidates_it(void **state)
{
	(void)state;
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	enable_io(&vf);
	check_invalidated("a reset");
}

static void the_guest_s_flr_invalidates_it(void **state)
{
	uint8_t cap = find_capability(&vf, 0x10);

	(void)state;
	set_conf16(&vf, cap + 8, conf16(&vf, cap + 8) | 0x8000);
	enable_io(&vf);
	check_invalidated("FLR");
}

static void sleep_and_awakening_invalidate_it(void **state)
{
	uint8_t cap = find_capability(&vf, 1);

	(void)state;
	if (!cap)
		skip();
	set_conf16(&vf, cap + 4, 3);
	set_conf16(&vf, cap + 4, 0);
	enable_io(&vf);
	check_invalidated("D3hot");
}

static void another_session_finds_it_empty(void **state)
{
	(void)state;
	vf_reopen(&vf);
	enable_io(&vf);
	check_invalidated("another session");
}

static void a_refused_write_invalidates_it(void **state)
{
	(void)state;
	hardware("fail", REFUSE_A_WRITE);
	out32(&vf, REG_DRIVER_FEATURES, 0);
	/* If it was posted, this is when it has failed. */
	in8(&vf, REG_ISR);
	check_invalidated("a refused write");
}

/* The guest selects 0 in vain, and gets what queue 1 has: as on any device. */
static void a_refused_selection_selects_nothing(void **state)
{
	(void)state;
	out32(&vf, REG_QUEUE_ADDRESS, ADDRESS);
	hardware("fail", REFUSE_A_WRITE);
	out16(&vf, REG_QUEUE_SELECT, 0);
	check_equal(in16(&vf, REG_QUEUE_SELECT), 1, "queue select");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), ADDRESS, "queue address");
	out16(&vf, REG_QUEUE_SELECT, 0);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address of queue 0");
}

static void a_pf_without_its_driver_invalidates_it(void **state)
{
	(void)state;
	if (!pf_has_virtio_pci())
		skip();
	assert_int_equal(pf_unbind_net(NULL), 0);
	assert_int_equal(pf_bind_net(NULL), 0);
	check_invalidated("another driver of the PF");
}

/* virtio-pci does not hear of it: its VFs wait for another driver then. */
static void a_reset_of_the_pf_invalidates_it(void **state)
{
	(void)state;
	if (pf_has_virtio_pci())
		skip();
	assert_int_equal(pf_reset(NULL), 0);
	assert_true(vf_answers(&vf, PATIENCE));
	check_invalidated("a reset of the PF");
}

static void without_shortcuts_nothing_is_cached(void **state)
{
	(void)state;
	set_shortcuts(false);
	ask_for_all();
	check_equal(commands_since(), ALL, "commands");
	/* What was written meanwhile is in the cache nevertheless. */
	out16(&vf, REG_QUEUE_SELECT, 0);
	set_shortcuts(true);
	count_from_zero();
	out16(&vf, REG_QUEUE_SELECT, 1);
	check_equal(commands_since(), 1, "commands for another queue");
}

static void a_driver_s_start_takes_no_more_than_it_has_to(void **state)
{
	struct legacy_net net;
	int fds[3];

	(void)state;
	enable_msix(&vf, fds, 3);
	count_from_zero();
	net_prepare(&net, &vf, true);
	/*
	 * Status: 3 written, 1 read; features: 1 read, 1 written and 1 read back;
	 * the MAC: 1; configuration vector: 2; for each queue: selected, size,
	 * address written and read back, vector written and read back.
	 */
	check_equal(commands_since(), 3 + 1 + 3 + 1 + 2 + 2 * 6, "commands");
	net_stop(&net);
	disable_msix(&vf, fds, 3);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(what_is_cached_takes_no_command),
		test(it_is_what_the_device_says),
		test(a_queue_selected_is_not_selected_again),
		test(each_queue_has_its_own_values),
		test(a_live_device_is_asked_for_its_status),
		test(a_reset_by_the_guest_is_asked_about),
		test(an_address_of_zero_is_taken_for_a_reset),
		test(a_reset_of_the_function_invalidates_it),
		test(the_guest_s_flr_invalidates_it),
		test(sleep_and_awakening_invalidate_it),
		test(another_session_finds_it_empty),
		test(a_refused_write_invalidates_it),
		test(a_refused_selection_selects_nothing),
		test(a_pf_without_its_driver_invalidates_it),
		test(a_reset_of_the_pf_invalidates_it),
		test(without_shortcuts_nothing_is_cached),
		test(a_driver_s_start_takes_no_more_than_it_has_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
