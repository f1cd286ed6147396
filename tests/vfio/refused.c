// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware that refuses commands for good: nothing is sent again, the guest
 * sees ones or nothing happens, and the operator's counters know of it.
 * bad_hardware.c has what each status reads as, log_limits.c what the log gets.
 */
/* needs: vfs=4 bind=all group=bad-answers */
#include <stdio.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_log.h"
#include "pending_access.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

/* EINVAL, ENXIO, ENOSPC, EIO, and what nobody knows or no errno can be. */
static const char *const statuses[] = {
	"22",  "6",    "28",   "5",	"1",	 "99",
	"512", "4095", "4096", "32768", "65535",
};

/* Bound anew, so that nothing is paced yet. */
static int setup(void **state)
{
	vf_setup_bound_anew(state);
	enable_io(&vf);
	count_from_zero();
	log_from_now();
	return 0;
}

static void refuse(int opcode, const char *status)
{
	char rule[48];

	snprintf(rule, sizeof(rule), "%d/%s/1/1000000/1", opcode, status);
	hardware("fail", rule);
	count_from_zero();
}

static void check_one_try(const struct account *before, const char *what)
{
	struct account a = added(1, before);
	struct counts c = counted(1);

	check_equal(commands(&c), 1, "%s: commands seen", what);
	check_equal(a.commands, 1, "%s: commands", what);
	check_equal(a.failed, 1, "%s: failed", what);
	check_equal(a.retried, 0, "%s: retried", what);
	check_equal(a.timeouts, 0, "%s: timeouts", what);
	check_equal(a.unsent, 0, "%s: unsent", what);
}

static void a_refused_read_is_ones_after_one_try(void **state)
{
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		struct account before = account(1);

		refuse(3, statuses[i]);
		time_read(&vf, REG_DEVICE_FEATURES, 4, &value);
		check_equal(value, 0xffffffff, "status %s", statuses[i]);
		check_one_try(&before, statuses[i]);
	}
	hardware("fail", "");
	check_works(&vf);
}

static void a_refused_write_is_dropped_after_one_try(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		struct account before = account(1);

		refuse(2, statuses[i]);
		/* One that is waited for. */
		time_write(&vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE);
		check_one_try(&before, statuses[i]);
	}
	hardware("fail", "");
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_works(&vf);
}

static void each_refused_field_of_an_access_is_counted(void **state)
{
	struct account before = account(1);
	uint8_t buf[20];

	(void)state;
	hardware("fail", "3/22/1/1000/1");
	check_equal(bar0_read(&vf, 0, buf, sizeof(buf)), sizeof(buf), "read");
	check_equal(added(1, &before).commands, 8, "commands");
	check_equal(added(1, &before).failed, 8, "failed");
	hardware("fail", "");
	before = account(1);
	check_equal(bar0_read(&vf, 0, buf, sizeof(buf)), sizeof(buf), "read");
	check_equal(added(1, &before).commands, 8, "commands");
	check_equal(added(1, &before).failed, 0, "failed");
}

static void the_counts_are_of_one_vf(void **state)
{
	struct account one = account(1), two = account(2);

	(void)state;
	refuse(3, "22");
	in32(&vf, REG_DEVICE_FEATURES);
	check_equal(added(1, &one).failed, 1, "VF 1: failed");
	check_equal(added(2, &two).failed, 0, "VF 2: failed");
	check_equal(added(2, &two).commands, 0, "VF 2: commands");
}

static void the_counts_begin_when_the_vf_is_bound(void **state)
{
	struct account zero = account(1);

	(void)state;
	refuse(3, "22");
	in32(&vf, REG_DEVICE_FEATURES);
	hardware("fail", "");
	in32(&vf, REG_DEVICE_FEATURES);
	assert_true(account(1).failed > 0 && account(1).commands > 1);
	/* Opening it again is another VM's turn, but the operator's are on. */
	zero = account(1);
	vf_reopen(&vf);
	check_equal(account(1).failed, zero.failed, "failed, open again");

	check_equal(vf_teardown(NULL), 0, "close");
	check_equal(setup(NULL), 0, "open");
	check_equal(account(1).failed, 0, "failed, bound again");
	check_equal(account(1).retried, 0, "retried, bound again");
}

static void the_log_names_the_vf_and_the_status(void **state)
{
	(void)state;
	refuse(3, "22");
	in32(&vf, REG_DEVICE_FEATURES);
	if (!within(1000, log_lines_with(vf.address, "failed")))
		fail_msg("no line names VF 1");
	check_equal(log_lines_with(vf.address, "failed"), 1, "lines");
	check_equal(log_lines_with(vf.address, "22"), 1, "lines with 22");
}

/* The question at open is a command like others, but a VF works without. */
static void a_refused_question_for_the_doorbell_is_asked_once(void **state)
{
	struct counts c;

	(void)state;
	vf_close(&vf);
	refuse(6, "22");
	vf_open(&vf, 1);
	enable_io(&vf);
	c = counted(1);
	check_equal(c.notify_info, 1, "questions");
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	c = counted(1);
	check_equal(c.kick_command, 1, "kicks by command");
	check_works(&vf);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_refused_read_is_ones_after_one_try),
		test(a_refused_write_is_dropped_after_one_try),
		test(each_refused_field_of_an_access_is_counted),
		test(the_counts_are_of_one_vf),
		test(the_counts_begin_when_the_vf_is_bound),
		test(the_log_names_the_vf_and_the_status),
		test(a_refused_question_for_the_doorbell_is_asked_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
