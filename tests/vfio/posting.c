// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes are posted: a guest waits only where it relies on their having happened,
 * and nothing overtakes them.
 */
/* needs: vfs=4 bind=all */
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "pending_access.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

/* What a command takes; far more than anything else here does. ms */
#define COMMAND	   400
#define COMMAND_US "400000"
/* Posted commands that may wait, and one that the device has. */
#define ROOM	   33

static int setup(void **state)
{
	vf_setup_io(state);
	out8(&vf, REG_STATUS, 0);
	count_from_zero();
	return 0;
}

static void check_waits(int took, const char *what)
{
	if (took < COMMAND * 9 / 10)
		fail_msg("%s: took %d ms", what, took);
}

static void check_does_not_wait(int took, const char *what)
{
	if (took > COMMAND / 2)
		fail_msg("%s: took %d ms", what, took);
}

static void a_write_does_not_wait(void **state)
{
	(void)state;
	hardware("command-delay-us", COMMAND_US);
	check_does_not_wait(time_write(&vf, REG_QUEUE_SELECT, 2, 1), "a write");
	check_does_not_wait(time_write(&vf, REG_QUEUE_ADDRESS, 4, 7),
			    "the next");
}

static void a_read_waits_behind_the_writes(void **state)
{
	uint64_t value;
	int took;

	(void)state;
	hardware("command-delay-us", COMMAND_US);
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, 0x1234);
	took = time_read(&vf, REG_QUEUE_SIZE, 2, &value);
	check_waits(took / 3, "a read behind two writes");
	hardware_good();
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x1234, "queue address");
}

static void the_order_of_writes_is_kept(void **state)
{
	(void)state;
	for (uint32_t i = 1; i < 500; i++)
		out32(&vf, REG_QUEUE_ADDRESS, i);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 499, "queue address");
	check_no_violation();
}

/* What is to be read by the device has been written before it is told to. */
static void a_kick_waits_for_the_writes(void **state)
{
	int took;

	(void)state;
	hardware("command-delay-us", COMMAND_US);
	check_does_not_wait(time_write(&vf, REG_QUEUE_NOTIFY, 2, 0),
			    "a kick with nothing before it");
	out16(&vf, REG_QUEUE_SELECT, 1);
	took = time_write(&vf, REG_QUEUE_NOTIFY, 2, 0);
	check_waits(took, "a kick behind a write");
}

static void a_write_of_the_status_waits(void **state)
{
	(void)state;
	hardware("command-delay-us", COMMAND_US);
	check_waits(time_write(&vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE),
		    "ACKNOWLEDGE");
	check_waits(time_write(&vf, REG_STATUS, 1, 0), "reset");
}

static void without_shortcuts_each_write_waits(void **state)
{
	(void)state;
	set_shortcuts(false);
	hardware("command-delay-us", COMMAND_US);
	check_waits(time_write(&vf, REG_QUEUE_SELECT, 2, 1), "a write");
}

/* A guest can have so many in the host's memory, and not one more. */
static void posting_is_bounded(void **state)
{
	int took = 0, posted;

	(void)state;
	set_deadline(1000);
	hardware("hang", "on");
	for (posted = 0; posted < 2 * ROOM && took < 500; posted++)
		took = time_write(&vf, REG_QUEUE_ADDRESS, 4, posted);
	check_equal(posted, ROOM + 1, "writes until one had to wait");
	/* From here on it is known that nobody answers. */
	check_does_not_wait(time_write(&vf, REG_QUEUE_ADDRESS, 4, 1),
			    "a write");
	hardware("hang", "off");
	assert_true(vf_answers(&vf, PATIENCE));
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), ROOM - 1, "queue address");
}

static void failed_ones_are_counted(void **state)
{
	struct account before = account(1);

	(void)state;
	hardware("fail", "2/22/3/3/1");
	for (int i = 0; i < 3; i++)
		out16(&vf, REG_QUEUE_SELECT, i);
	assert_true(within(PATIENCE, added(1, &before).failed == 3));
	out16(&vf, REG_QUEUE_SELECT, 1);
	check_equal(in16(&vf, REG_QUEUE_SELECT), 1, "queue select");
	check_equal(added(1, &before).failed, 3, "failed");
}

/* What this guest wrote is not for the next one's device. */
static void closing_waits_for_what_was_posted(void **state)
{
	long long start;

	(void)state;
	hardware("command-delay-us", COMMAND_US);
	out32(&vf, REG_QUEUE_ADDRESS, 5);
	start = now_ms();
	vf_close(&vf);
	check_waits(now_ms() - start, "closing");
	hardware_good();
	vf_open(&vf, 1);
	enable_io(&vf);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "queue address");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_write_does_not_wait),
		test(a_read_waits_behind_the_writes),
		test(the_order_of_writes_is_kept),
		test(a_kick_waits_for_the_writes),
		test(a_write_of_the_status_waits),
		test(without_shortcuts_each_write_waits),
		test(posting_is_bounded),
		test(failed_ones_are_counted),
		test(closing_waits_for_what_was_posted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
