// SPDX-License-Identifier: GPL-2.0-only
/* Nothing a guest does makes this driver write to the kernel's log each time. */
/* needs: vfs=4 bind=all */
#include "bar0_load.h"
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

#define MANY	200
#define THREADS 4

/*
 * Of a VF whose commands fail: three lines of ours, then one in ten seconds, and
 * one of virtio-pci's for each command that was refused. Of these there may be
 * 32 at once, then four a second.
 */
#define OURS(ms)   (3 + (ms) / 10000)
#define THEIRS(ms) (32 + (ms) / 250 + 1)

static struct bar0_load loads[THREADS];

/* Bound anew, as what was said and refused before counts. */
static int setup(void **state)
{
	vf_setup_bound_anew(state);
	log_from_now();
	return 0;
}

static int teardown(void **state)
{
	hardware_good();
	for (int i = 0; i < THREADS; i++)
		bar0_load_stop(&loads[i]);
	return vf_teardown(state);
}

/* Lines that our driver, or vfio-pci's core for it, wrote since the start. */
static int lines(void)
{
	return log_lines_with(vf.address, "");
}

/* With a short deadline on a busy machine: what was late has ended after all. */
static int late_ends(void)
{
	return log_lines_with(vf.address, "late legacy command has ended");
}

static void check_ours(int ours, long long ms)
{
	if (ours > OURS(ms))
		fail_msg("%d lines of ours in %lld ms, should be %lld at most",
			 ours, ms, OURS(ms));
}

static void check_log(long long ms)
{
	int ours = lines(), others = log_lines() - ours;

	check_ours(ours - late_ends(), ms);
	check_ours(late_ends(), ms);
	if (others > THEIRS(ms))
		fail_msg("%d lines of others in %lld ms, at most %lld allowed",
			 others, ms, THEIRS(ms));
}

static void good_accesses_log_nothing(void **state)
{
	uint8_t buf[BAR0_SIZE];

	(void)state;
	enable_io(&vf);
	for (int i = 0; i < MANY / 10; i++) {
		bar0_read(&vf, 0, buf, sizeof(buf));
		out16(&vf, REG_QUEUE_NOTIFY, 0);
	}
	check_equal(lines(), 0, "lines in the log");
}

static void accesses_with_io_disabled_log_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++) {
		in32(&vf, 0);
		out32(&vf, 4, i);
	}
	check_equal(lines(), 0, "lines in the log");
}

static void refused_accesses_log_nothing(void **state)
{
	uint8_t byte;

	(void)state;
	enable_io(&vf);
	for (int i = 0; i < MANY; i++) {
		bar0_read(&vf, 0, NULL, 4);
		bar0_read(&vf, BAR0_SIZE + i, &byte, 1);
		bar0_write(&vf, 0, NULL, 4);
		bar0_write(&vf, BAR0_SIZE + i, &byte, 1);
	}
	check_equal(lines(), 0, "lines in the log");
}

static void failing_commands_are_not_logged_each_time(void **state)
{
	long long start;

	(void)state;
	enable_io(&vf);
	/* What cannot be sent in time is not sent: do not wait for long. */
	set_deadline(20);
	hardware("fail", "3/22/1/1000000,2/22/1/1000000");
	start = now_ms();
	for (int i = 0; i < 1000; i++) {
		check_equal(in8(&vf, REG_STATUS), 0xff, "status");
		out8(&vf, REG_STATUS, 1);
	}
	check_log(now_ms() - start);
	/* But it is logged, and the rest is counted. */
	assert_in_range(lines() - late_ends(), 1, 3);
	check_equal(account(1).failed, 2000, "failed");
	/* virtio-pci has a line for each: it is not given that many. */
	if (pf_has_virtio_pci())
		assert_true(account(1).unsent > 1000);

	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	check_works(&vf);
}

/* Several processors of a guest, and nobody else has to suffer for it. */
static void failing_commands_at_full_speed_leave_the_rest_alone(void **state)
{
	long long start, end;
	uint64_t value, ones = 0;
	int took;

	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	enable_io(&vf);
	for (int i = 0; i < THREADS; i++)
		bar0_load_start(&loads[i], &vf);
	hardware("fail", "3/22/1/1000000/1,2/6/1/1000000/1,5/28/1/1000000/1");
	log_from_now();
	start = now_ms();
	end = start + 8000;
	while (now_ms() < end) {
		took = time_read(&other, REG_DEVICE_FEATURES, 4, &value);
		if (took > patience_ms(3000))
			fail_msg("a read of VF 2 took %d ms", took);
		assert_true(value != 0xffffffff);
	}
	for (int i = 0; i < THREADS; i++)
		loads[i].stop = true;
	hardware_good();
	for (int i = 0; i < THREADS; i++) {
		bar0_load_stop(&loads[i]);
		bar0_load_check(&loads[i]);
		ones += loads[i].ones;
	}
	/* They take turns, and one access may have its whole deadline. */
	assert_true(ones > 0);
	check_log(now_ms() - start);
	check_works(&vf);
	check_works(&other);
}

/* Refused for a while is refused too, with a line of virtio-pci's each time. */
static void retries_are_not_logged_each_time(void **state)
{
	long long start;

	(void)state;
	enable_io(&vf);
	hardware("fail", "3/11/7/1000000/1");
	set_deadline(1000);
	start = now_ms();
	for (int i = 0; i < 12; i++)
		check_equal(in8(&vf, REG_STATUS), 0xff, "status");
	check_log(now_ms() - start);
	hardware_good();
	check_works(&vf);
}

static void late_answers_are_not_logged_each_time(void **state)
{
	long long start, end;
	int late = 0;

	(void)state;
	enable_io(&vf);
	set_deadline(20);
	hardware("command-delay-us", "60000");
	start = now_ms();
	end = start + 8000;
	while (now_ms() < end) {
		/* On a busy machine one may be in time after all. */
		late += in8(&vf, REG_STATUS) == 0xff;
		nap_ms(100);
	}
	assert_true(late > 10);
	check_ours(lines() - late_ends(), now_ms() - start);
	check_ours(late_ends(), now_ms() - start);
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	check_works(&vf);
}

static void opens_that_fail_are_not_logged_each_time(void **state)
{
	long long start, took;

	(void)state;
	vf_close(&vf);
	set_deadline(50);
	hardware("hang", "on");
	start = now_ms();
	for (int i = 0; i < 40; i++)
		assert_int_not_equal(vf_try_open(&vf, 1), 0);
	took = now_ms() - start;
	if (log_lines_with(vf.address, "not opened") > OURS(took))
		fail_msg("%d lines for 40 opens in %lld ms",
			 log_lines_with(vf.address, "not opened"), took);
	assert_true(log_lines_with(vf.address, "not opened") > 0);
	hardware_good();
	assert_true(within(PATIENCE, !vf_try_open(&vf, 1)));
}

static void configuration_space_logs_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++) {
		set_conf32(&vf, 0x10, 0xffffffff);
		conf32(&vf, 0x10);
		set_conf16(&vf, 4, i & 1);
	}
	check_equal(lines(), 0, "lines in the log");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(good_accesses_log_nothing),
		test(accesses_with_io_disabled_log_nothing),
		test(refused_accesses_log_nothing),
		test(failing_commands_are_not_logged_each_time),
		test(failing_commands_at_full_speed_leave_the_rest_alone),
		test(retries_are_not_logged_each_time),
		test(late_answers_are_not_logged_each_time),
		test(opens_that_fail_are_not_logged_each_time),
		test(configuration_space_logs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
