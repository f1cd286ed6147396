// SPDX-License-Identifier: GPL-2.0-only
/*
 * An administration queue that does not answer, or late: accesses end at their
 * deadline, those behind at once, and all is well when the queue goes on.
 * abandoned.c has what else can be done meanwhile.
 */
/* needs: vfs=20 bind=all group=hung-queue */
#include <errno.h>
#include <string.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_log.h"
#include "pending_access.h"
#include "registers.h"
#include "task.h"
#include "timing.h"
#include "vf_check.h"

#define DEADLINE 300
/* What an emulated, shared processor may add; ms. */
#define SLACK	 1000

static struct pending pending;
static struct task task;
static uint32_t features;

static int setup(void **state)
{
	vf_setup_io(state);
	if (!vf_answers(&vf, PATIENCE))
		fail_msg("VF 1 does not answer");
	out8(&vf, REG_STATUS, 0);
	features = in32(&vf, REG_DEVICE_FEATURES);
	set_deadline(DEADLINE);
	count_from_zero();
	log_from_now();
	return 0;
}

static int teardown(void **state)
{
	hardware_good();
	reap(&pending);
	task_reap(&task);
	return vf_teardown(state);
}

static void check_took(int took, int least, int most, const char *what)
{
	if (took < least || took > most)
		fail_msg("%s: took %d ms, should be %d to %d", what, took,
			 least, most);
}

static void check_at_deadline(int took, const char *what)
{
	check_took(took, DEADLINE * 8 / 10, DEADLINE + SLACK, what);
}

/* Nobody answers the first access, whose command stays behind. */
static void leave_a_read_behind(void)
{
	uint64_t value;

	hardware("hang", "on");
	time_read(&vf, REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
}

static void a_read_ends_at_the_deadline_with_ones(void **state)
{
	struct account before = account(1), a;
	uint64_t value;

	(void)state;
	hardware("hang", "on");
	check_at_deadline(time_read(&vf, REG_DEVICE_FEATURES, 4, &value),
			  "read");
	check_equal(value, 0xffffffff, "features");
	a = added(1, &before);
	check_equal(a.commands, 1, "commands");
	check_equal(a.timeouts, 1, "timeouts");
	check_equal(a.failed, 1, "failed");
	check_equal(a.retried, 0, "retried");
	check_equal(a.unsent, 0, "unsent");
	hardware_good();
	check_works(&vf);
}

static void a_write_ends_at_the_deadline_too(void **state)
{
	struct account before = account(1);

	(void)state;
	hardware("hang", "on");
	/* One that is waited for. */
	check_at_deadline(time_write(&vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE),
			  "write");
	check_equal(added(1, &before).timeouts, 1, "timeouts");
	hardware_good();
	check_works(&vf);
}

static void an_access_of_many_fields_has_one_deadline(void **state)
{
	struct account before = account(1);
	uint8_t buf[BAR0_SIZE];
	long long start;

	(void)state;
	hardware("hang", "on");
	start = now_ms();
	check_equal(bar0_read(&vf, 0, buf, sizeof(buf)), sizeof(buf), "read");
	check_at_deadline(now_ms() - start, "read of 18 fields");
	for (size_t i = 0; i < sizeof(buf); i++)
		check_equal(buf[i], 0xff, "byte %zu", i);
	check_equal(added(1, &before).commands, 1, "commands");
	check_equal(added(1, &before).unsent, 17, "unsent");
	hardware_good();
	check_works(&vf);
}

/* No vCPU is made to wait once it is known that nobody answers. */
static void what_comes_behind_fails_at_once(void **state)
{
	struct account before = account(1), a;
	uint64_t value;
	struct counts c;

	(void)state;
	leave_a_read_behind();
	for (int i = 0; i < 20; i++) {
		check_took(time_read(&vf, REG_QUEUE_SIZE, 2, &value), 0,
			   AT_ONCE, "read");
		check_equal(value, 0xffff, "queue size");
		check_took(time_write(&vf, REG_STATUS, 1, 1), 0, AT_ONCE,
			   "write");
	}
	a = added(1, &before);
	check_equal(a.commands, 1, "commands");
	check_equal(a.timeouts, 1, "timeouts");
	check_equal(a.unsent, 40, "unsent");
	check_equal(a.failed, 41, "failed");

	hardware_good();
	assert_true(vf_answers(&vf, PATIENCE));
	/* And the device never saw any of them. */
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	c = counted(1);
	check_equal(c.common_write, 0, "writes");
	check_works(&vf);
}

static void the_log_says_so_in_few_lines(void **state)
{
	uint64_t value;

	(void)state;
	/* Bound anew, as what was said of the VF before counts. */
	vf_close(&vf);
	check_equal(unbind_driver(OUR_DRIVER, vf.address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, vf.address), 0, "bind");
	vf_open(&vf, 1);
	enable_io(&vf);
	log_from_now();
	leave_a_read_behind();
	for (int i = 0; i < 100; i++)
		time_read(&vf, REG_QUEUE_SIZE, 2, &value);
	assert_in_range(log_lines_with(vf.address, "failed"), 1, 3);
	assert_in_range(log_lines(), 1, 5);
	/* The first one says what happened, and to whom to turn. */
	check_equal(log_lines_with(vf.address, "did not answer in time"), 1,
		    "lines about the first access");
	assert_in_range(log_lines_with(vf.address, pf_address()), 1, 3);
}

static void it_works_again_when_the_queue_goes_on(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		leave_a_read_behind();
		hardware("hang", "off");
		assert_true(vf_answers(&vf, 2000));
		check_equal(in32(&vf, REG_DEVICE_FEATURES), features,
			    "features");
	}
	check_works(&vf);
	check_no_violation();
	check_no_failure();
}

#define ADDRESS 0x5a5a5a5au

/* Asks for the queue address until there is no hope, or 50 right answers. */
static int read_address(const char *unused)
{
	long long end = now_ms() + 3 * PATIENCE;
	uint32_t value;
	int right = 0;

	(void)unused;
	while (right < 50 && now_ms() < end) {
		if (bar0_read(&vf, REG_QUEUE_ADDRESS, &value, 4) != 4)
			return -EIO;
		if (value == ADDRESS)
			right++;
		else if (value != 0xffffffff)
			return -EILSEQ;
	}
	return right == 50 ? 0 : -ETIMEDOUT;
}

/*
 * The late answer goes nowhere: who reads when it arrives gets ones or what is
 * right, never the answer to another question.
 */
static void a_late_answer_is_nobody_s(void **state)
{
	static const struct field asked[] = {
		{ REG_DEVICE_FEATURES, 4, false },
		{ DEVICE_CONFIG(false) + NET_MAC, 6, true },
		{ REG_QUEUE_SIZE, 2, false },
	};

	(void)state;
	out32(&vf, REG_QUEUE_ADDRESS, ADDRESS);
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		uint64_t value;

		hardware("hang", "on");
		time_read(&vf, asked[i].offset, asked[i].size, &value);
		task_start(&task, read_address, NULL);
		/* Ten deadlines late. */
		assert_false(task_ended(&task, 10 * DEADLINE));
		hardware("hang", "off");
		check_task(&task, PATIENCE, "reads of the queue address");
	}
}

/*
 * A write that was not answered in time counts as dropped, but the device has
 * it and may do it when it goes on: no later than what is written after it.
 */
static void a_late_write_is_before_later_ones(void **state)
{
	uint32_t address;

	(void)state;
	out32(&vf, REG_QUEUE_ADDRESS, 0x111);
	hardware("hang", "on");
	time_write(&vf, REG_QUEUE_ADDRESS, 4, 0x222);
	nap_ms(3000);
	hardware("hang", "off");
	assert_true(vf_answers(&vf, 2000));
	address = in32(&vf, REG_QUEUE_ADDRESS);
	check_equal(address, 0x222, "queue address");
	out32(&vf, REG_QUEUE_ADDRESS, 0x333);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x333, "queue address");
	check_works(&vf);
}

static void an_answer_before_the_deadline_counts(void **state)
{
	uint64_t value;
	int took;

	(void)state;
	set_deadline(2000);
	hardware("command-delay-us", "400000");
	took = time_read(&vf, REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, features, "features");
	check_took(took, 390, 400 + SLACK, "slow read");
}

static void what_came_in_time_of_an_access_is_kept(void **state)
{
	uint8_t buf[20];
	long long start;
	uint32_t first;

	(void)state;
	set_deadline(1000);
	hardware("command-delay-us", "400000");
	start = now_ms();
	check_equal(bar0_read(&vf, 0, buf, sizeof(buf)), sizeof(buf), "read");
	check_took(now_ms() - start, 800, 1000 + SLACK, "slow read");
	memcpy(&first, buf, 4);
	check_equal(first, features, "features");
	check_equal(buf[18], 0xff, "status");
	hardware_good();
	check_works(&vf);
}

static void the_queue_may_go_on_during_an_access(void **state)
{
	struct account before = account(1);

	(void)state;
	set_deadline(10000);
	hardware("hang", "on");
	start_read(&pending, &vf, REG_DEVICE_FEATURES, 4);
	assert_false(ended(&pending, 500));
	hardware("hang", "off");
	check_ends(&pending, 2000);
	check_equal(pending.value, features, "features");
	check_equal(added(1, &before).timeouts, 0, "timeouts");
	check_equal(added(1, &before).failed, 0, "failed");
}

/* The VFs share the queue, but each has its deadline and its own account. */
static void another_vf_has_a_deadline_of_its_own(void **state)
{
	struct account before;
	uint64_t value;

	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	before = account(2);
	leave_a_read_behind();
	check_at_deadline(time_read(&other, REG_DEVICE_FEATURES, 4, &value),
			  "read of VF 2");
	check_equal(value, 0xffffffff, "features");
	check_equal(added(2, &before).timeouts, 1, "timeouts of VF 2");
	hardware_good();
	check_works(&vf);
	check_works(&other);
}

static void a_kick_needs_no_queue_of_the_owner_s(void **state)
{
	(void)state;
	leave_a_read_behind();
	for (int i = 0; i < 20; i++)
		check_took(time_write(&vf, REG_QUEUE_NOTIFY, 2, 1), 0, AT_ONCE,
			   "kick");
	check_equal(counted(1).kick_member, 20, "kicks");
}

/* It is posted, like other writes. */
static void a_kick_by_command_keeps_nobody_waiting(void **state)
{
	uint64_t value;

	(void)state;
	hardware("doorbell", "none");
	vf_reopen(&vf);
	enable_io(&vf);
	hardware("hang", "on");
	check_took(time_write(&vf, REG_QUEUE_NOTIFY, 2, 1), 0, AT_ONCE, "kick");
	check_at_deadline(time_read(&vf, REG_DEVICE_FEATURES, 4, &value),
			  "a read behind it");
	check_took(time_write(&vf, REG_QUEUE_NOTIFY, 2, 1), 0, AT_ONCE, "kick");
	hardware_good();
	check_works(&vf);
}

static void slow_and_refused_is_one_deadline_too(void **state)
{
	uint64_t value;

	(void)state;
	set_deadline(800);
	hardware("fail", "3/11/7/1000000/1");
	hardware("command-delay-us", "100000");
	check_took(time_read(&vf, REG_DEVICE_FEATURES, 4, &value), 600,
		   800 + SLACK, "read, slow and refused");
	check_equal(value, 0xffffffff, "features");
	hardware("hang", "on");
	check_took(time_read(&vf, REG_DEVICE_FEATURES, 4, &value), 0,
		   800 + SLACK, "read, refused and hanging");
	check_equal(value, 0xffffffff, "features");
	hardware_good();
	check_works(&vf);
}

static void a_new_deadline_is_for_the_next_access(void **state)
{
	uint64_t value;

	(void)state;
	set_deadline(1500);
	hardware("hang", "on");
	check_took(time_read(&vf, REG_DEVICE_FEATURES, 4, &value), 1200,
		   1500 + SLACK, "read with a deadline of 1500 ms");
	hardware("hang", "off");
	assert_true(vf_answers(&vf, 2000));
	set_deadline(200);
	hardware("hang", "on");
	check_took(time_read(&vf, REG_DEVICE_FEATURES, 4, &value), 150,
		   200 + SLACK, "read with a deadline of 200 ms");
}

static void without_being_told_it_is_five_seconds(void **state)
{
	uint64_t value;

	(void)state;
	set_deadline(DEADLINE_DEFAULT);
	hardware("hang", "on");
	check_took(time_read(&vf, REG_DEVICE_FEATURES, 4, &value), 4500, 7000,
		   "read with the default deadline");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_read_ends_at_the_deadline_with_ones),
		test(a_write_ends_at_the_deadline_too),
		test(an_access_of_many_fields_has_one_deadline),
		test(what_comes_behind_fails_at_once),
		test(the_log_says_so_in_few_lines),
		test(it_works_again_when_the_queue_goes_on),
		test(a_late_answer_is_nobody_s),
		test(a_late_write_is_before_later_ones),
		test(an_answer_before_the_deadline_counts),
		test(what_came_in_time_of_an_access_is_kept),
		test(the_queue_may_go_on_during_an_access),
		test(another_vf_has_a_deadline_of_its_own),
		test(a_kick_needs_no_queue_of_the_owner_s),
		test(a_kick_by_command_keeps_nobody_waiting),
		test(slow_and_refused_is_one_deadline_too),
		test(a_new_deadline_is_for_the_next_access),
		test(without_being_told_it_is_five_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
