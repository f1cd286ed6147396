// SPDX-License-Identifier: GPL-2.0-only
/*
 * A migration that fails, whatever the hardware, the PF or the VMM does: the source runs
 * on, a destination is as new after a reset, nobody waits for ever, and no object for
 * device parts stays behind.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind.h"
#include "child.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_log.h"
#include "legacy_net.h"
#include "migration.h"
#include "pf.h"
#include "registers.h"
#include "task.h"
#include "timing.h"
#include "vf_check.h"

#define VFS	 4
#define STATES	 8
/* ms: a deadline, what is later than that, and what nobody waits for. */
#define DEADLINE 400
#define LATE_US	 "1500000"
#define AGES	 120000
/* For a reset of the function, and what an emulated machine adds. */
#define SOON	 5000

static struct stream good, stream;
static struct legacy_net net;
static struct task task;
static int data = -1;
static pid_t child;

static int setup(void **state)
{
	char address[16];

	hardware_good();
	pf_restore(VFS);
	/* Bound anew, as what was said of the VFs before counts. */
	vf_address(2, address);
	check_equal(unbind_driver(OUR_DRIVER, address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
	vf_setup_bound_anew(state);
	enable_io(&vf);
	vf_open(&other, 2);
	net_start(&net, &vf, false);
	net_reach(&net, &other);
	log_from_now();
	count_from_zero();
	return 0;
}

static void forget_data(void)
{
	if (data >= 0)
		close(data);
	data = -1;
}

static int teardown(void **state)
{
	hardware_good();
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	child = 0;
	forget_data();
	vf_teardown(state);
	task_reap(&task);
	pf_restore(VFS);
	return 0;
}

static void talk(void)
{
	net_ask_peer(&net);
	net_hear_peer(&net);
}

static void go(struct vf *which, uint32_t state)
{
	data = mig_to(which, state);
	if (state == MIG_RESUMING)
		check_equal(stream_write(data, &good, 4096), 0, "stream");
}

static void check_line(const char *one, const char *two)
{
	if (log_lines_with(one, two) == 1)
		return;
	log_show("");
	fail_msg("%d lines with '%s' and '%s'", log_lines_with(one, two), one,
		 two);
}

/* The error of a change of the state. */
static int fails(struct vf *which, uint32_t state)
{
	int file = mig_try(which, state);

	if (file >= -1)
		fail_msg("VF %d is in state %u", which->number, state);
	return file + 1;
}

/* Nothing has happened to the guest of the source. */
static void check_runs_on(void)
{
	mig_to(&vf, MIG_RUNNING);
	talk();
	check_no_object();
}

static void check_as_new(struct vf *which)
{
	forget_data();
	check_equal(reset(which), 0, "reset");
	check_equal(mig_state(which), MIG_RUNNING, "state behind a reset");
	enable_io(which);
	check_equal(in8(which, REG_STATUS), 0, "status");
	check_equal(in32(which, REG_QUEUE_ADDRESS), 0, "queue address");
	net_leave(which);
	check_works(which);
	check_no_object();
}

/* Saving */

static void cannot_save(int error, const char *what)
{
	check_equal(fails(&vf, MIG_STOP_COPY), error, "%s: error", what);
	check_equal(mig_state(&vf), MIG_STOP, "%s: state", what);
	check_runs_on();
}

static void there_is_no_object(void **state)
{
	(void)state;
	hardware("fail", "0xa/28/6/100000/1");
	cannot_save(-ENOSPC, "no object");
	check_line(vf.address, "cannot make an object");
	hardware_good();
	save(&vf, &stream);
	check_runs_on();
}

static void an_answer_about_the_size_is_short(void **state)
{
	(void)state;
	hardware("parts-short", "0xe/8/1/1");
	cannot_save(-EMSGSIZE, "a size of nothing");
	check_line(vf.address, "they have 0 bytes");
}

static void parts_end_too_early(void **state)
{
	(void)state;
	hardware("parts-short", "0xf/3/1/1");
	cannot_save(-EINVAL, "parts cut off");
	check_line(vf.address, "device parts from the PF refused");
}

static void no_parts_at_all(void **state)
{
	(void)state;
	hardware("parts-short", "0xf/1000000/1/1");
	cannot_save(-EINVAL, "no parts");
	check_line(vf.address, "device parts from the PF refused");
}

/* An optional one that METADATA did not count goes on if there is room for it. */
static void parts_grow_a_little(void **state)
{
	(void)state;
	save(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	hardware("parts-grow", "0xf/8/1/1");
	mig_try(&vf, MIG_STOP_COPY);
	check_runs_on();
}

static void parts_grow_beyond_their_room(void **state)
{
	(void)state;
	hardware("parts-grow", "0xf/1000000/100/1");
	cannot_save(-ENOMEM, "more parts than there is room");
	check_line(vf.address, "cannot get device parts");
}

static void get_is_refused(void **state)
{
	(void)state;
	hardware("fail", "0xf/22/3/1/1");
	cannot_save(-EINVAL, "GET");
	check_line(vf.address, "cannot get device parts");
}

static void an_edited_part_is_named(void **state)
{
	(void)state;
	/* The length of the first part, of device features. */
	hardware("parts-edit", "12/4/9");
	cannot_save(-EINVAL, "features of 9 bytes");
	check_line("device parts from the PF refused", "part 0x100");
	hardware("parts-edit", "");
	check_runs_on();
}

static void unknown_parts_that_are_optional_are_dropped(void **state)
{
	(void)state;
	hardware("parts-extra", "0x1f0/1/8,0x5f0/1/100");
	save(&vf, &good);
	hardware("parts-extra", "");
	load(&other, &good);
	enable_io(&other);
	net_move(&net, &other);
	talk();
	check_no_object();
	check_no_violation();
}

static void unknown_parts_that_are_not_cannot_be_saved(void **state)
{
	(void)state;
	hardware("parts-extra", "0x1f0/0/8");
	cannot_save(-EINVAL, "part of nobody");
	check_line("device parts from the PF refused", "part 0x1f0");
}

/* A destination of which the device says more than the source's does takes it. */
static void a_destination_has_parts_that_the_source_has_not(void **state)
{
	(void)state;
	save(&vf, &good);
	hardware("parts-extra", "0x1f0/1/8");
	load(&other, &good);
	enable_io(&other);
	net_move(&net, &other);
	talk();
	check_no_object();
}

/* Loading */

static void set_is_refused(void **state)
{
	(void)state;
	save(&vf, &good);
	hardware("fail", "0x10/22/3/1/2");
	data = load_and_wait(&other, &good);
	check_equal(fails(&other, MIG_RUNNING), -EINVAL, "a refused SET");
	check_equal(mig_state(&other), MIG_RESUMING, "state");
	check_line(other.address, "cannot set device parts");
	/* It is not tried with what has been refused. */
	check_equal(fails(&other, MIG_STOP), -EINVAL, "once more");
	check_as_new(&other);
	check_runs_on();
	check_no_violation();
}

static void set_fails_half_way(void **state)
{
	(void)state;
	save(&vf, &good);
	hardware("parts-partial", "0x10/5/22/1/2");
	data = load_and_wait(&other, &good);
	check_equal(fails(&other, MIG_RUNNING), -EINVAL, "half a SET");
	check_as_new(&other);
	check_runs_on();
}

static void a_device_that_is_busy_is_asked_again(void **state)
{
	long long failures =
		mig_count(1, "failures") + mig_count(2, "failures");

	(void)state;
	hardware("fail", "0x11/16/7/1/1,0xa/16/7/1,0xf/11/7/1,0x10/16/7/1");
	save(&vf, &good);
	load(&other, &good);
	enable_io(&other);
	net_move(&net, &other);
	talk();
	check_equal(mig_count(1, "failures") + mig_count(2, "failures") -
			    failures,
		    0, "failures");
	check_no_object();
}

static void features_differ(void **state)
{
	int ret;

	(void)state;
	save(&vf, &good);
	hardware("parts-features", "32"); /* MAC */
	data = mig_to(&other, MIG_RESUMING);
	ret = stream_write(data, &good, 1);
	check_equal(ret, -EINVAL, "another device's features");
	check_line(other.address, "it is from another kind of device");
	check_equal(fails(&other, MIG_STOP), -EINVAL,
		    "loading it nevertheless");
	hardware_good();
	check_as_new(&other);
	check_runs_on();
}

/* Between the comparison and SET, which verifies them. */
static void features_differ_later(void **state)
{
	(void)state;
	save(&vf, &good);
	data = load_and_wait(&other, &good);
	hardware("parts-features", "32");
	check_equal(fails(&other, MIG_RUNNING), -EINVAL,
		    "another device's features");
	hardware_good();
	check_as_new(&other);
	check_runs_on();
}

static void another_mode_is_refused(void **state)
{
	(void)state;
	vf_close(&other);
	check_equal(set_mode(2, "legacy"), 0, "legacy");
	vf_open(&other, 2);
	save(&vf, &good);
	data = mig_to(&other, MIG_RESUMING);
	check_equal(stream_write(data, &good, 4096), -EINVAL, "another mode");
	check_line(other.address, "mode");
	forget_data();
	vf_close(&other);
	check_equal(set_mode(2, "transitional"), 0, "transitional");
	check_runs_on();
}

/* Stopping and resuming */

static void stop_is_refused(void **state)
{
	(void)state;
	hardware("fail", "0x11/22/3/1/1");
	check_equal(fails(&vf, MIG_STOP), -EINVAL, "a refused stop");
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
	talk();
	check_line(vf.address, "cannot stop the device");
	mig_to(&vf, MIG_STOP);
	check_runs_on();
}

static void resume_is_refused(void **state)
{
	(void)state;
	mig_to(&vf, MIG_STOP);
	hardware("fail", "0x11/22/3/1/1");
	check_equal(fails(&vf, MIG_RUNNING), -EINVAL, "a refused resume");
	check_equal(mig_state(&vf), MIG_RUNNING_P2P, "state");
	check_line(vf.address, "cannot have the device run");
	check_runs_on();
}

/* Of the driver that there is. */
static void let_go(void)
{
	out8(&vf, REG_STATUS, 0);
	check_equal(in8(&vf, REG_STATUS), 0, "status after reset");
	net_leave(&vf);
}

static bool resets_to_run(struct vf *which)
{
	return !reset(which) && mig_state(which) == MIG_RUNNING;
}

/* Fails in time; and as soon as the hardware is good a reset is all that it takes. */
static void check_given_up(uint32_t to)
{
	long long start = now_ms();

	set_deadline(DEADLINE);
	assert_in_range(-fails(&vf, to), 1, 4095);
	if (now_ms() - start > 4 * DEADLINE + SOON)
		fail_msg("it took %lld ms", now_ms() - start);
	check_equal(mig_state(&vf), MIG_ERROR, "state");
	check_equal(fails(&vf, MIG_RUNNING), -EINVAL, "a way out of ERROR");
	check_equal(in8(&vf, REG_STATUS), 0xff,
		    "status of a device that may be stopped");
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	assert_true(within(PATIENCE, resets_to_run(&vf)));
	check_as_new(&vf);
}

static void a_stop_is_late(void **state)
{
	(void)state;
	hardware("late", "0x11/" LATE_US "/1/1");
	check_given_up(MIG_STOP);
}

static void a_stop_never_ends(void **state)
{
	(void)state;
	hardware("mode-never", "on");
	check_given_up(MIG_STOP);
}

static void a_resume_never_ends(void **state)
{
	(void)state;
	mig_to(&vf, MIG_STOP);
	hardware("mode-never", "on");
	check_given_up(MIG_RUNNING);
}

/* With a VMM that goes, then: the next one finds a device that runs. */
static void the_next_session_begins_with_a_device_that_runs(void **state)
{
	(void)state;
	mig_to(&vf, MIG_STOP);
	hardware("mode-never", "on");
	set_deadline(DEADLINE);
	assert_in_range(-fails(&vf, MIG_RUNNING), 1, 4095);
	vf_close(&other);
	vf_close(&vf);
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	assert_true(within(PATIENCE, !vf_try_open(&vf, 1)));
	enable_io(&vf);
	check_works(&vf);
	check_no_object();
}

static void change_in_child(struct vf *which, uint32_t to)
{
	child = child_start();
	if (!child) {
		mig_try(which, to);
		_exit(0);
	}
}

static void kill_child(const char *what)
{
	kill(child, SIGKILL);
	check_killed(child, what);
	child = 0;
}

static void a_task_that_waits_for_a_stop_can_be_killed(void **state)
{
	(void)state;
	set_deadline(AGES);
	hardware("mode-never", "on");
	change_in_child(&vf, MIG_STOP);
	nap_ms(500);
	check_equal(waitpid(child, NULL, WNOHANG), 0,
		    "the end of a task that waits");
	kill_child("a task that waits for a stop");
	set_deadline(DEADLINE_DEFAULT);
	hardware_good();
	assert_true(within(PATIENCE, resets_to_run(&vf)));
	check_as_new(&vf);
}

static void a_task_that_waits_behind_it_can_be_killed(void **state)
{
	pid_t first;

	(void)state;
	set_deadline(AGES);
	hardware("mode-never", "on");
	change_in_child(&vf, MIG_STOP);
	first = child;
	nap_ms(300);
	change_in_child(&vf, MIG_STOP);
	nap_ms(300);
	kill_child("a task that waits for another's change");
	child = first;
	kill_child("a task that waits for a stop");
	set_deadline(DEADLINE_DEFAULT);
	hardware_good();
	assert_true(within(PATIENCE, resets_to_run(&vf)));
	check_as_new(&vf);
}

/* It is not said whether a reset ends the stopped mode. */
static void check_runs_behind_a_reset(const char *kept)
{
	hardware("stopped-kept", kept);
	net_reach(&net, &vf);
	mig_to(&vf, MIG_STOP);
	check_as_new(&vf);
	save(&vf, &stream);
	vf_reopen(&vf);
	enable_io(&vf);
	check_equal(mig_state(&vf), MIG_RUNNING, "state of a new session");
	check_works(&vf);
	check_no_violation();
}

static void a_reset_keeps_the_stop(void **state)
{
	(void)state;
	let_go();
	check_runs_behind_a_reset("no");
	check_runs_behind_a_reset("status");
	check_runs_behind_a_reset("always");
}

/* The PF */

static void reset_pf_in_state(uint32_t at)
{
	net_reach(&net, &vf);
	save(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	go(&vf, at);
	task_start(&task, pf_reset, NULL);
	check_task(&task, 30000, "a reset of the PF");
	check_equal(pf_rebind_net(NULL), 0, "rebind of the PF's virtio device");
	mig_try(&vf, MIG_RUNNING);
	assert_true(within(PATIENCE, resets_to_run(&vf)));
	check_as_new(&vf);
	vf_reopen(&vf);
	enable_io(&vf);
}

static void the_pf_is_reset(void **state)
{
	(void)state;
	vf_close(&other);
	let_go();
	for (uint32_t at = MIG_STOP; at < STATES; at++)
		reset_pf_in_state(at);
	check_no_violation();
}

/* Which waits until VMMs have let go. */
static void unbind_pf_in_state(uint32_t at)
{
	save(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	go(&vf, at);
	task_start(&task, pf_unbind, NULL);
	assert_false(task_ended(&task, 500));
	mig_try(&vf, MIG_RUNNING);
	mig_try(&vf, MIG_STOP_COPY);
	if (at % 2)
		forget_data();
	vf_close(&vf);
	check_task(&task, 30000, "an unbind of the PF");
	forget_data();
	pf_restore(VFS);
	vf_open(&vf, 1);
	enable_io(&vf);
	check_equal(mig_state(&vf), MIG_RUNNING, "state of a new session");
	check_works(&vf);
	check_no_object();
}

static void the_pf_loses_its_driver(void **state)
{
	static const uint32_t states[] = { MIG_STOP, MIG_STOP_COPY,
					   MIG_RESUMING, MIG_PRE_COPY };

	(void)state;
	vf_close(&other);
	let_go();
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		unbind_pf_in_state(states[i]);
}

static void the_pf_does_not_answer(void **state)
{
	(void)state;
	set_deadline(DEADLINE);
	hardware("hang", "on");
	assert_in_range(-fails(&vf, MIG_STOP_COPY), 1, 4095);
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	assert_true(within(PATIENCE, resets_to_run(&vf)));
	check_as_new(&vf);
}

static const char *reason_now(void)
{
	static char word[32];

	get_migration_reason(1, word);
	return word;
}

/* It is asked for device parts once for each time that it comes up. */
static void the_reason_is_what_the_pf_answers(void **state)
{
	(void)state;
	if (pf_has_virtio_pci())
		skip();
	vf_close(&vf);
	vf_close(&other);
	check_equal(pf_unbind(NULL), 0, "unbind of the PF");
	pf_restore(VFS);
	set_deadline(DEADLINE);
	hardware("hang", "on");
	assert_string_equal(reason_now(), "pf_no_answer");
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	hardware("fail", "7/28/6/1");
	assert_true(within(PATIENCE, !strcmp(reason_now(), "pf_error")));
	assert_string_equal(reason_now(), "offered");
}

/* What is asked last, and whatever was abandoned before. */
static void each_command_hangs(void **state)
{
	static const char *const late[] = {
		"0xa/" LATE_US "/1/1",
		"0xe/" LATE_US "/1/1",
		"0xf/" LATE_US "/1/1",
		"0xd/" LATE_US "/1/1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(late); i++) {
		set_deadline(DEADLINE);
		hardware("late", late[i]);
		mig_try(&vf, MIG_STOP_COPY);
		mig_try(&vf, MIG_STOP);
		set_deadline(DEADLINE_DEFAULT);
		nap_ms(2000);
		hardware_good();
		if (mig_state(&vf) == MIG_ERROR)
			fail_msg("%s: the state is ERROR", late[i]);
		check_runs_on();
	}
}

static void set_hangs(void **state)
{
	(void)state;
	save(&vf, &good);
	data = load_and_wait(&other, &good);
	set_deadline(DEADLINE);
	hardware("late", "0x10/" LATE_US "/1/2");
	check_equal(fails(&other, MIG_RUNNING), -ETIMEDOUT,
		    "a SET that is late");
	check_equal(mig_state(&other), MIG_ERROR, "state");
	set_deadline(DEADLINE_DEFAULT);
	hardware_good();
	forget_data();
	assert_true(within(PATIENCE, resets_to_run(&other)));
	check_as_new(&other);
	check_runs_on();
}

/* The VMM */

static void it_closes_in_every_state(void **state)
{
	(void)state;
	save(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	for (uint32_t at = MIG_STOP; at < STATES; at++) {
		go(&other, at);
		if (at % 2)
			forget_data();
		vf_close(&other);
		check_no_object();
		forget_data();
		vf_open(&other, 2);
		check_equal(mig_state(&other), MIG_RUNNING,
			    "state of a new session");
	}
	enable_io(&other);
	check_works(&other);
	talk();
	check_no_violation();
}

static void use_and_die(uint32_t at)
{
	struct vf own = { 0 };

	vf_open(&own, 2);
	enable_io(&own);
	out8(&own, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	go(&own, at);
	kill(getpid(), SIGKILL);
}

static void it_is_killed_in_every_state(void **state)
{
	(void)state;
	save(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	vf_close(&other);
	for (uint32_t at = MIG_STOP; at < STATES; at++) {
		child = child_start();
		if (!child)
			use_and_die(at);
		check_killed(child, "a VMM");
		child = 0;
		check_no_object();
		assert_true(within(PATIENCE, !vf_try_open(&other, 2)));
		enable_io(&other);
		check_equal(in8(&other, REG_STATUS), 0, "status");
		check_equal(mig_state(&other), MIG_RUNNING,
			    "state of a new session");
		if (at + 1 < STATES)
			vf_close(&other);
	}
	check_works(&other);
	talk();
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(there_is_no_object),
		test(an_answer_about_the_size_is_short),
		test(parts_end_too_early),
		test(no_parts_at_all),
		test(parts_grow_a_little),
		test(parts_grow_beyond_their_room),
		test(get_is_refused),
		test(an_edited_part_is_named),
		test(unknown_parts_that_are_optional_are_dropped),
		test(unknown_parts_that_are_not_cannot_be_saved),
		test(a_destination_has_parts_that_the_source_has_not),
		test(set_is_refused),
		test(set_fails_half_way),
		test(a_device_that_is_busy_is_asked_again),
		test(features_differ),
		test(features_differ_later),
		test(another_mode_is_refused),
		test(stop_is_refused),
		test(resume_is_refused),
		test(a_stop_is_late),
		test(a_stop_never_ends),
		test(a_resume_never_ends),
		test(the_next_session_begins_with_a_device_that_runs),
		test(a_task_that_waits_for_a_stop_can_be_killed),
		test(a_task_that_waits_behind_it_can_be_killed),
		test(a_reset_keeps_the_stop),
		test(the_pf_is_reset),
		test(the_pf_loses_its_driver),
		test(the_pf_does_not_answer),
		test(the_reason_is_what_the_pf_answers),
		test(each_command_hangs),
		test(set_hangs),
		test(it_closes_in_every_state),
		test(it_is_killed_in_every_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
