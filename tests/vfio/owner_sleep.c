// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system sleeps, and with it the PF: VFs first and back last, as the kernel has
 * it. Or the PF alone, for what becomes of accesses meanwhile.
 */
/* needs: vfs=4 bind=all owner=virtio-owner module=system-sleep group=owner */
#include <stdio.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "legacy_net.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#include "hw.h"

#define VFS  4
/* Far from the 5 s of a deadline, on a busy machine too; ms. */
#define SOON 2000

static struct vf vf, other;
static struct legacy_net net;
static struct pending pending;
static int asleep; /* functions, from the last VF on to the PF */

/* To VF @number, or to the PF for 0. */
static void module_does(const char *what, int number)
{
	char path[64], address[16];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/module/system_sleep/parameters/%s",
		 what);
	if (number)
		vf_address(number, address);
	else
		snprintf(address, sizeof(address), "%s", pf_address());
	f = fopen(path, "w");
	if (!f || fputs(address, f) < 0 || fclose(f))
		fail_msg("%s of %s failed", what, address);
}

static void check_powered_down(void)
{
	char path[64], state[16] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/power_state",
		 pf_address());
	f = fopen(path, "r");
	if (!f || !fgets(state, sizeof(state), f))
		fail_msg("nothing in %s", path);
	fclose(f);
	assert_string_equal(state, "D3hot\n");
}

static void fall_asleep(void)
{
	for (int number = VFS; number >= 0; number--, asleep++)
		module_does("suspend", number);
	check_powered_down();
}

static void wake_up(void)
{
	for (; asleep; asleep--)
		module_does("resume", VFS + 1 - asleep);
}

static int open_vfs(void **state)
{
	(void)state;
	hardware_good();
	pf_restore(VFS);
	vf_open(&vf, 1);
	vf_open(&other, 2);
	enable_io(&vf);
	enable_io(&other);
	count_from_zero();
	return 0;
}

static int close_vfs(void **state)
{
	(void)state;
	hardware_good();
	wake_up();
	reap(&pending);
	vf_close(&vf);
	vf_close(&other);
	return 0;
}

/* To the group of the VFs, and to the device itself. */
static void check_told_again(void)
{
	check_equal(hw_counter("list-query"), 2, "LIST_QUERY");
	check_equal(hw_counter("list-use"), 2, "LIST_USE");
}

static void the_queue_is_back_and_the_opcodes_are_told_again(void **state)
{
	(void)state;
	fall_asleep();
	wake_up();
	check_told_again();
	check_works(&vf);
	check_works(&other);
	check_no_violation();
	check_no_failure();
}

static void a_guest_s_driver_goes_on_where_it_was(void **state)
{
	int fds[3];

	(void)state;
	enable_msix(&vf, fds, 3);
	net_start(&net, &vf, true);
	for (int round = 0; round < 3; round++) {
		net_ask_peer(&net);
		net_hear_peer(&net);
		fall_asleep();
		wake_up();
		fired(fds[NET_RX + 1], 0);
		net_ask_peer(&net);
		net_hear_peer(&net);
		assert_true(fired(fds[NET_RX + 1], PATIENCE));
	}
	net_stop(&net);
	disable_msix(&vf, fds, 3);
	check_no_violation();
}

static int commands_since(void)
{
	struct counts c = counted(1);

	count_from_zero();
	return commands(&c);
}

static int ask(void)
{
	count_from_zero();
	in32(&vf, REG_DEVICE_FEATURES);
	out16(&vf, REG_QUEUE_SELECT, 1);
	in16(&vf, REG_QUEUE_SIZE);
	return commands_since();
}

static void what_was_known_is_asked_for_again(void **state)
{
	(void)state;
	out8(&vf, REG_STATUS, 0);
	check_equal(in8(&vf, REG_STATUS), 0, "status after reset");
	ask();
	check_equal(ask(), 0, "commands for what is known");
	fall_asleep();
	wake_up();
	check_equal(ask(), 3, "commands afterwards");
}

/* As if it had been without power: the PF and its VFs are new ones. */
static void a_card_that_has_forgotten_all_is_set_up_again(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	fall_asleep();
	module_does("power_off", 0);
	wake_up();
	check_told_again();
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "queue address");
	net_forget(&net);
	/* Its guest starts anew; nobody else has to do anything. */
	check_works(&vf);
	check_works(&other);
	check_no_violation();
}

static void while_the_pf_sleeps_accesses_fail_at_once(void **state)
{
	struct account before = account(1), a;
	uint64_t value;
	int took;

	(void)state;
	module_does("suspend", 0);
	took = time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	took += time_write(&vf, REG_DRIVER_FEATURES, 4, 0);
	took += time_write(&vf, REG_STATUS, 1, 0);
	took += time_read(&vf, REG_STATUS, 1, &value);
	module_does("resume", 0);
	check_equal(value, 0xff, "status");
	if (took > SOON)
		fail_msg("4 accesses took %d ms", took);
	a = added(1, &before);
	check_equal(a.failed, 4, "failed");
	check_equal(a.unsent, 4, "unsent");
	check_works(&vf);
	check_no_violation();
}

static void what_is_out_then_does_not_wait_for_its_deadline(void **state)
{
	(void)state;
	hardware("hang", "on");
	start_read(&pending, &vf, REG_DRIVER_FEATURES, 4);
	assert_false(ended(&pending, AT_ONCE));
	module_does("suspend", 0);
	check_ends(&pending, SOON);
	check_equal(pending.value, 0xffffffff, "features");
	hardware("hang", "off");
	module_does("resume", 0);
	check_works(&vf);
	check_no_violation();
}

static void a_vf_can_be_closed_meanwhile_but_not_opened(void **state)
{
	long long start;

	(void)state;
	module_does("suspend", 0);
	start = now_ms();
	vf_close(&vf);
	if (now_ms() - start > PATIENCE / 2)
		fail_msg("closing took %lld ms", now_ms() - start);
	assert_int_not_equal(vf_try_open(&vf, 1), 0);
	vf_close(&vf);
	module_does("resume", 0);
	vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vfs, close_vfs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_queue_is_back_and_the_opcodes_are_told_again),
		test(a_guest_s_driver_goes_on_where_it_was),
		test(what_was_known_is_asked_for_again),
		test(a_card_that_has_forgotten_all_is_set_up_again),
		test(while_the_pf_sleeps_accesses_fail_at_once),
		test(what_is_out_then_does_not_wait_for_its_deadline),
		test(a_vf_can_be_closed_meanwhile_but_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
