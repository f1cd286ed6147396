// SPDX-License-Identifier: GPL-2.0-only
/*
 * More VFs than commands may be abandoned at a PF whose queue hangs: the rest
 * is told at once, and all work again when it goes on.
 */
/* needs: vfs=20 bind=all owner=virtio-pci group=hung-queue */
#include <errno.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "kernel_log.h"
#include "pending_access.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define VFS	 20
#define BOUND	 16
#define DEADLINE 1500
/* What an emulated, shared processor may add; ms. */
#define SLACK	 2000

static struct vf vfs[VFS];
static struct pending reads[VFS], late;
static struct account before[VFS];

static int open_vfs(void **state)
{
	(void)state;
	hardware_good();
	for (int i = 0; i < VFS; i++) {
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
		before[i] = account(i + 1);
	}
	set_deadline(DEADLINE);
	count_from_zero();
	log_from_now();
	return 0;
}

static int close_vfs(void **state)
{
	(void)state;
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	reap(&late);
	for (int i = 0; i < VFS; i++) {
		reap(&reads[i]);
		vf_close(&vfs[i]);
	}
	return 0;
}

static void abandon_all(void)
{
	hardware("hang", "on");
	for (int i = 0; i < BOUND; i++)
		start_read(&reads[i], &vfs[i], REG_DEVICE_FEATURES, 4);
	for (int i = 0; i < BOUND; i++) {
		check_ends(&reads[i], DEADLINE + SLACK);
		check_equal(reads[i].value, 0xffffffff, "features of VF %d",
			    i + 1);
		check_equal(added(i + 1, &before[i]).timeouts, 1,
			    "timeouts of VF %d", i + 1);
	}
}

static void check_all_work(void)
{
	for (int i = 0; i < VFS; i++) {
		if (!vf_answers(&vfs[i], PATIENCE))
			fail_msg("VF %d does not answer", i + 1);
		out32(&vfs[i], REG_QUEUE_ADDRESS, 0x1000 + i);
	}
	for (int i = 0; i < VFS; i++)
		check_equal(in32(&vfs[i], REG_QUEUE_ADDRESS), 0x1000 + i,
			    "queue address of VF %d", i + 1);
	/* The first 16 have a wire. */
	check_works(&vfs[0]);
	check_works(&vfs[15]);
	check_no_violation();
	check_no_failure();
}

static void sixteen_are_abandoned_at_most(void **state)
{
	uint64_t value;

	(void)state;
	abandon_all();
	for (int i = BOUND; i < VFS; i++) {
		int took = time_read(&vfs[i], REG_DEVICE_FEATURES, 4, &value);

		check_equal(value, 0xffffffff, "features of VF %d", i + 1);
		if (took > AT_ONCE)
			fail_msg("VF %d was told after %d ms", i + 1, took);
		check_equal(added(i + 1, &before[i]).commands, 0,
			    "commands of VF %d", i + 1);
		check_equal(added(i + 1, &before[i]).unsent, 1,
			    "unsent of VF %d", i + 1);
	}

	/* Nor is there a slot for the question at an open. */
	vf_close(&vfs[VFS - 1]);
	check_equal(vf_try_open(&vfs[VFS - 1], VFS), -EBUSY, "open");

	hardware("hang", "off");
	assert_true(within(PATIENCE, !vf_try_open(&vfs[VFS - 1], VFS)));
	enable_io(&vfs[VFS - 1]);
	check_all_work();
}

/* While somebody still waits for an answer, there is hope for the next. */
static void the_next_one_waits_if_there_is_hope(void **state)
{
	(void)state;
	hardware("hang", "on");
	for (int i = 0; i < BOUND; i++)
		start_read(&reads[i], &vfs[i], REG_DEVICE_FEATURES, 4);
	nap_ms(DEADLINE / 3);
	start_read(&late, &vfs[BOUND], REG_DEVICE_FEATURES, 4);
	assert_false(ended(&late, DEADLINE / 6));
	hardware("hang", "off");
	check_ends(&late, SLACK);
	assert_true(late.value != 0xffffffff);
	for (int i = 0; i < BOUND; i++) {
		check_ends(&reads[i], SLACK);
		assert_true(reads[i].value != 0xffffffff);
	}
	check_all_work();
}

/* It is told no later than by its own deadline, whatever the others do. */
static void the_next_one_waits_for_its_deadline_at_most(void **state)
{
	(void)state;
	hardware("hang", "on");
	for (int i = 0; i < BOUND; i++)
		start_read(&reads[i], &vfs[i], REG_DEVICE_FEATURES, 4);
	start_read(&late, &vfs[BOUND], REG_DEVICE_FEATURES, 4);
	check_ends(&late, DEADLINE + SLACK);
	check_equal(late.value, 0xffffffff, "features");
	hardware("hang", "off");
	check_all_work();
}

static void all_of_them_can_be_closed_and_opened(void **state)
{
	(void)state;
	abandon_all();
	for (int i = 0; i < VFS; i++) {
		long long start = now_ms();

		vf_close(&vfs[i]);
		if (now_ms() - start > SLACK)
			fail_msg("VF %d took %lld ms to close", i + 1,
				 now_ms() - start);
	}
	hardware("hang", "off");
	for (int i = 0; i < VFS; i++) {
		if (!within(PATIENCE, !vf_try_open(&vfs[i], i + 1)))
			fail_msg("VF %d cannot be opened", i + 1);
		enable_io(&vfs[i]);
	}
	check_all_work();
}

static void all_of_them_can_be_unbound_and_bound(void **state)
{
	(void)state;
	abandon_all();
	for (int i = 0; i < VFS; i++)
		vf_close(&vfs[i]);
	for (int i = 0; i < VFS; i++)
		check_equal(unbind_driver(OUR_DRIVER, vfs[i].address), 0,
			    "unbind of VF %d", i + 1);
	for (int i = 0; i < VFS; i++)
		check_equal(bind_driver(OUR_DRIVER, vfs[i].address), 0,
			    "bind of VF %d", i + 1);
	hardware("hang", "off");
	for (int i = 0; i < VFS; i++) {
		if (!within(PATIENCE, !vf_try_open(&vfs[i], i + 1)))
			fail_msg("VF %d cannot be opened", i + 1);
		enable_io(&vfs[i]);
	}
	check_all_work();
}

/* Over and over, so that a slot that is not put back would be missed. */
static void no_slot_is_lost(void **state)
{
	(void)state;
	set_deadline(DEADLINE / 5);
	for (int round = 0; round < 5; round++) {
		hardware("hang", "on");
		for (int i = 0; i < VFS; i++)
			start_read(&reads[i], &vfs[i], REG_DEVICE_FEATURES, 4);
		for (int i = 0; i < VFS; i++)
			check_ends(&reads[i], DEADLINE + SLACK);
		hardware("hang", "off");
		for (int i = 0; i < VFS; i++)
			assert_true(vf_answers(&vfs[i], PATIENCE));
	}
	check_all_work();
}

static void the_log_stays_short(void **state)
{
	uint64_t value;

	(void)state;
	/* Bound anew, as what was said of a VF before counts. */
	for (int i = 0; i < VFS; i++) {
		vf_close(&vfs[i]);
		check_equal(unbind_driver(OUR_DRIVER, vfs[i].address), 0,
			    "unbind of VF %d", i + 1);
		check_equal(bind_driver(OUR_DRIVER, vfs[i].address), 0,
			    "bind of VF %d", i + 1);
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
		before[i] = account(i + 1);
	}
	log_from_now();
	abandon_all();
	for (int round = 0; round < 20; round++)
		for (int i = 0; i < VFS; i++)
			time_read(&vfs[i], REG_DEVICE_FEATURES, 4, &value);
	/* Three for each VF, of anybody. */
	assert_in_range(log_lines(), 1, 3 * VFS);
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vfs, close_vfs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(sixteen_are_abandoned_at_most),
		test(the_next_one_waits_if_there_is_hope),
		test(the_next_one_waits_for_its_deadline_at_most),
		test(all_of_them_can_be_closed_and_opened),
		test(all_of_them_can_be_unbound_and_bound),
		test(no_slot_is_lost),
		test(the_log_stays_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
