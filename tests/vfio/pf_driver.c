// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PF's virtio device without a driver, while its VFs are in use: nobody can
 * send commands, nobody waits, and VFs work again when the driver is back.
 */
/* needs: vfs=4 bind=all owner=virtio-pci alone */
#include <errno.h>
#include <stdio.h>

#include "bar0_load.h"
#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "hw.h"
#include "kernel_log.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "task.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define VFS	 4
#define DEADLINE 1000
/* For what a driver's unbind and bind take; ms. */
#define SOON	 5000

static struct vf vfs[VFS], *const vf = &vfs[0];
static struct pending pending, second;
static struct bar0_load loads[VFS];
static struct task task;

static void open_all(void)
{
	for (int i = 0; i < VFS; i++) {
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
	}
}

static int set_up(void **state)
{
	(void)state;
	assert_int_equal(hw_good(), 0);
	pf_restore(VFS);
	open_all();
	set_deadline(DEADLINE);
	count_from_zero();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	assert_int_equal(hw_good(), 0);
	task_reap(&task);
	reap(&pending);
	reap(&second);
	for (int i = 0; i < VFS; i++) {
		bar0_load_stop(&loads[i]);
		vf_close(&vfs[i]);
	}
	pf_restore(VFS);
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static void unbind(void)
{
	task_start(&task, pf_unbind_net, NULL);
	check_task(&task, SOON, "unbind");
}

static void bind(void)
{
	task_start(&task, pf_bind_net, NULL);
	check_task(&task, SOON, "bind");
}

static void check_nobody_there(struct vf *asked)
{
	uint64_t value;
	int took;

	took = time_read(asked, REG_DEVICE_FEATURES, 4, &value);
	if (took > AT_ONCE)
		fail_msg("a read took %d ms", took);
	check_equal(value, 0xffffffff, "features");
	took = time_write(asked, REG_STATUS, 1, 1);
	if (took > AT_ONCE)
		fail_msg("a write took %d ms", took);
}

static void check_all_work(void)
{
	for (int i = 0; i < VFS; i++)
		check_works(&vfs[i]);
	check_no_violation();
}

static void without_a_driver_accesses_fail_at_once(void **state)
{
	struct account before = account(1), a;

	(void)state;
	unbind();
	for (int i = 0; i < 10; i++)
		check_nobody_there(vf);
	a = added(1, &before);
	check_equal(a.commands, 0, "commands");
	check_equal(a.unsent, 20, "unsent");
	check_equal(a.failed, 20, "failed");
}

static void the_log_says_what_is_missing(void **state)
{
	(void)state;
	/* Bound anew, as what was said of the VF before counts. */
	vf_close(vf);
	check_equal(unbind_driver(OUR_DRIVER, vf->address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, vf->address), 0, "bind");
	vf_open(vf, 1);
	enable_io(vf);
	unbind();
	log_from_now();
	for (int i = 0; i < 100; i++)
		check_nobody_there(vf);
	assert_in_range(log_lines_with(vf->address, "takes no commands"), 1, 3);
	assert_in_range(log_lines(), 1, 3);
}

static void a_kick_needs_no_driver_of_the_pf(void **state)
{
	(void)state;
	unbind();
	count_from_zero();
	out16(vf, REG_QUEUE_NOTIFY, 1);
	check_equal(counted(1).kick_member, 1, "kicks");
}

static void it_all_works_when_the_driver_is_back(void **state)
{
	uint32_t address = 0x4567;

	(void)state;
	out32(vf, REG_QUEUE_ADDRESS, address);
	check_equal(in32(vf, REG_QUEUE_ADDRESS), address, "queue address");
	unbind();
	check_nobody_there(vf);
	out32(vf, REG_QUEUE_ADDRESS, 1);
	bind();
	/* Nothing was opened or reset: the VF is where it was. */
	check_equal(in32(vf, REG_QUEUE_ADDRESS), address, "queue address");
	check_all_work();
	check_no_failure();
}

static void a_vf_cannot_be_opened_without_it(void **state)
{
	(void)state;
	vf_close(vf);
	unbind();
	check_equal(vf_try_open(vf, 1), -ENODEV, "open");
	check_equal(vf_try_open(vf, 1), -ENODEV, "open again");
	bind();
	vf_open(vf, 1);
	enable_io(vf);
	check_all_work();
}

static void a_vf_can_be_closed_reset_and_unbound_without_it(void **state)
{
	(void)state;
	unbind();
	check_equal(reset(vf), 0, "reset");
	vf_close(vf);
	check_equal(unbind_driver(OUR_DRIVER, vf->address), 0, "unbind");
	bind();
	check_equal(bind_driver(OUR_DRIVER, vf->address), 0, "bind");
	vf_open(vf, 1);
	enable_io(vf);
	check_all_work();
}

/* An access is always in some part of its way when the driver goes. */
static void the_driver_comes_and_goes_under_load(void **state)
{
	long ones = 0, rounds = 0;

	(void)state;
	for (int i = 0; i < VFS; i++)
		bar0_load_start(&loads[i], &vfs[i]);
	for (int round = 0; round < 20; round++) {
		unbind();
		nap_ms(10 * (round % 4));
		bind();
		nap_ms(10 * (round % 5));
	}
	for (int i = 0; i < VFS; i++) {
		bar0_load_stop(&loads[i]);
		bar0_load_check(&loads[i]);
		ones += loads[i].ones;
		rounds += loads[i].rounds;
		if (loads[i].longest > DEADLINE + SOON)
			fail_msg("an access took %d ms", loads[i].longest);
	}
	/* Neither always nor never there. */
	assert_in_range(ones, 1, rounds - 1);
	check_all_work();
}

static void sessions_begin_and_end_under_its_loss(void **state)
{
	(void)state;
	bar0_load_start(&loads[1], &vfs[1]);
	vf_close(vf);
	for (int round = 0; round < 10; round++) {
		int ret;

		task_start(&task, round & 1 ? pf_bind_net : pf_unbind_net,
			   NULL);
		do {
			ret = vf_try_open(vf, 1);
			if (ret && ret != -ENODEV)
				fail_msg("open: %d", ret);
			vf_close(vf);
		} while (!task.done);
		check_task(&task, SOON, "unbind or bind");
	}
	bar0_load_stop(&loads[1]);
	bar0_load_check(&loads[1]);
	vf_open(vf, 1);
	enable_io(vf);
	check_all_work();
}

static void a_command_that_hangs_ends_with_the_driver(void **state)
{
	(void)state;
	set_deadline(30000);
	hardware("hang", "on");
	start_read(&pending, vf, REG_DEVICE_FEATURES, 4);
	start_write(&second, &vfs[1], REG_STATUS, 1, 1);
	assert_false(ended(&pending, 500));
	unbind();
	check_ends(&pending, SOON);
	check_ends(&second, SOON);
	check_equal(pending.value, 0xffffffff, "features");
	check_nobody_there(vf);
	hardware("hang", "off");
	bind();
	check_all_work();
}

static void so_does_one_that_was_abandoned(void **state)
{
	uint64_t value;

	(void)state;
	hardware("hang", "on");
	time_read(vf, REG_DEVICE_FEATURES, 4, &value);
	check_equal(account(1).timeouts > 0, 1, "timeouts");
	unbind();
	check_nobody_there(vf);
	hardware("hang", "off");
	bind();
	/* It is not abandoned any more, nor is its slot lost. */
	check_all_work();
}

/* The PF's own driver waits for the queue, and holds locks meanwhile. */
static void a_driver_that_does_not_get_on_is_not_waited_for(void **state)
{
	(void)state;
	unbind();
	vf_close(&vfs[1]);
	hardware("hang", "on");
	task_start(&task, pf_bind_net, NULL);
	assert_false(task_ended(&task, 1000));
	check_nobody_there(vf);
	check_equal(vf_try_open(&vfs[1], 2), -ENODEV, "open");
	check_equal(reset(vf), 0, "reset");
	hardware("hang", "off");
	check_task(&task, SOON, "bind");
	vf_open(&vfs[1], 2);
	enable_io(vf);
	enable_io(&vfs[1]);
	check_all_work();
}

static void a_vf_bound_meanwhile_works_later(void **state)
{
	(void)state;
	vf_close(vf);
	check_equal(unbind_driver(OUR_DRIVER, vf->address), 0, "unbind");
	unbind();
	check_equal(bind_driver(OUR_DRIVER, vf->address), 0, "bind");
	check_equal(vf_try_open(vf, 1), -ENODEV, "open");
	bind();
	vf_open(vf, 1);
	enable_io(vf);
	check_all_work();
}

/* What breaks a queue for the kernel: an answer to no question. */
static void check_broken_queue(const char *completion)
{
	uint64_t value;
	long long end;

	hardware("completion", completion);
	time_read(vf, REG_DEVICE_FEATURES, 4, &value);
	/* From now on nobody gets an answer, and nobody waits for long. */
	end = now_ms() + 10 * DEADLINE;
	for (int i = 0; i < VFS; i++)
		time_read(&vfs[i], REG_QUEUE_SIZE, 2, &value);
	for (int i = 0; i < VFS; i++) {
		time_read(&vfs[i], REG_QUEUE_SIZE, 2, &value);
		check_equal(value, 0xffff, "queue size of VF %d", i + 1);
	}
	assert_true(now_ms() < end);

	hardware("completion", "once");
	unbind();
	bind();
	check_all_work();
}

static void a_command_that_is_answered_twice_breaks_the_pf_only(void **state)
{
	(void)state;
	check_broken_queue("twice");
}

static void so_does_one_that_was_never_asked(void **state)
{
	(void)state;
	check_broken_queue("unknown");
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(without_a_driver_accesses_fail_at_once),
		test(the_log_says_what_is_missing),
		test(a_kick_needs_no_driver_of_the_pf),
		test(it_all_works_when_the_driver_is_back),
		test(a_vf_cannot_be_opened_without_it),
		test(a_vf_can_be_closed_reset_and_unbound_without_it),
		test(the_driver_comes_and_goes_under_load),
		test(sessions_begin_and_end_under_its_loss),
		test(a_command_that_hangs_ends_with_the_driver),
		test(so_does_one_that_was_abandoned),
		test(a_driver_that_does_not_get_on_is_not_waited_for),
		test(a_vf_bound_meanwhile_works_later),
		test(a_command_that_is_answered_twice_breaks_the_pf_only),
		test(so_does_one_that_was_never_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
