// SPDX-License-Identifier: GPL-2.0-only
/* Hardware that fails commands, answers too little, too late, or not yet. */
/* needs: vfs=4 bind=all */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"

/* Statuses of the specification, and some that nobody knows; retry.c has more. */
static const char *const statuses[] = {
	"6", "22", "28", "1", "99", "512", "4096", "32768", "65535",
};

static void fail_next(const char *opcode, const char *status, const char *count)
{
	char rule[48];

	snprintf(rule, sizeof(rule), "%s/%s/1/%s/1", opcode, status, count);
	hardware("fail", rule);
}

static void a_failed_read_is_ones_whatever_the_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		fail_next("3", statuses[i], "1");
		check_equal(in32(&vf, REG_DEVICE_FEATURES), 0xffffffff,
			    "features read with status %s", statuses[i]);
		assert_true(in32(&vf, REG_DEVICE_FEATURES) != 0xffffffff);
	}
	/* The whole field is asked for first, then what the guest reads of it. */
	fail_next("5", "22", "2");
	check_equal(in16(&vf, 20), 0xffff, "MAC");
	assert_true(in16(&vf, 20) != 0xffff);
}

static void a_failed_write_is_dropped_whatever_the_status(void **state)
{
	(void)state;
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		fail_next("2", statuses[i], "1");
		out8(&vf, REG_STATUS, 3);
		check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE,
			    "status written with status %s", statuses[i]);
	}
	out8(&vf, REG_STATUS, 3);
	check_equal(in8(&vf, REG_STATUS), 3, "status");
}

static void one_failed_field_leaves_the_others(void **state)
{
	uint64_t good, bad;

	(void)state;
	good = in64(&vf, 12);
	fail_next("3", "22", "1");
	bad = in64(&vf, 12);
	/* The first field, the queue size, is the failed one. */
	check_equal(bad & 0xffff, 0xffff, "queue size");
	check_equal(bad >> 16, good >> 16, "the fields behind");
}

static void a_failed_kick_by_command_is_dropped(void **state)
{
	struct counts c;

	(void)state;
	hardware("doorbell", "none");
	vf_reopen(&vf);
	enable_io(&vf);
	count_from_zero();
	fail_next("2", "22", "1");
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	c = counted(1);
	check_equal(c.failed, 1, "failed commands");
	check_equal(c.kick_command, 0, "kicks");
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	c = counted(1);
	check_equal(c.kick_command, 1, "kicks");
}

static void another_vf_s_failures_are_not_ours(void **state)
{
	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	hardware("fail", "3/22/1/1000/2");
	assert_true(in32(&vf, REG_DEVICE_FEATURES) != 0xffffffff);
	check_equal(in32(&other, REG_DEVICE_FEATURES), 0xffffffff, "VF 2");
	assert_true(in32(&vf, REG_DEVICE_FEATURES) != 0xffffffff);
	hardware("fail", "");
	vf_close(&other);
}

/* Leave something in every buffer that could be shown by mistake. */
static void a_missing_answer_is_zeros_and_no_old_memory(void **state)
{
	uint8_t buf[BAR0_SIZE];

	(void)state;
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	bar0_read(&vf, 0, buf, sizeof(buf));
	hardware("result-limit", "0");
	check_equal(in32(&vf, REG_DEVICE_FEATURES), 0, "features");
	check_equal(in64(&vf, 20), 0, "MAC");
	check_equal(bar0_read(&vf, 0, buf, 48), 48, "read");
	for (int i = 0; i < 48; i++)
		check_equal(buf[i], 0, "byte %d", i);
}

static void a_short_answer_is_filled_up_with_zeros(void **state)
{
	uint32_t features = in32(&vf, REG_DEVICE_FEATURES);
	uint64_t mac = in64(&vf, 20);

	(void)state;
	hardware("result-limit", "1");
	check_equal(in32(&vf, REG_DEVICE_FEATURES), features & 0xff,
		    "features");
	hardware("result-limit", "3");
	check_equal(in64(&vf, 20) & 0xffffffffffff, mac & 0xffffff, "MAC");
}

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static void a_slow_answer_is_waited_for(void **state)
{
	uint32_t features = in32(&vf, REG_DEVICE_FEATURES);
	long long start;

	(void)state;
	hardware("command-delay-us", "100000");
	start = now_ms();
	check_equal(in32(&vf, REG_DEVICE_FEATURES), features, "features");
	assert_true(now_ms() - start >= 90);
}

static void a_kick_is_not_slowed_by_slow_commands(void **state)
{
	long long start;

	(void)state;
	hardware("command-delay-us", "300000");
	start = now_ms();
	for (int i = 0; i < 10; i++)
		out16(&vf, REG_QUEUE_NOTIFY, 0);
	assert_true(now_ms() - start < 300);
}

struct access {
	pthread_t thread;
	uint32_t value;
	ssize_t ret;
	atomic_bool done;
};

static void *read_features(void *arg)
{
	struct access *a = arg;

	a->ret = bar0_read(&vf, REG_DEVICE_FEATURES, &a->value, 4);
	a->done = true;
	return NULL;
}

static void *ring_doorbell(void *arg)
{
	struct access *a = arg;
	uint16_t queue = 0;

	a->ret = bar0_write(&vf, REG_QUEUE_NOTIFY, &queue, 2);
	a->done = true;
	return NULL;
}

static void an_access_goes_on_when_the_queue_does(void **state)
{
	uint32_t features = in32(&vf, REG_DEVICE_FEATURES);
	struct access a = { 0 };

	(void)state;
	hardware("hang", "on");
	pthread_create(&a.thread, NULL, read_features, &a);
	usleep(300000);
	assert_false(a.done);
	hardware("hang", "off");
	pthread_join(a.thread, NULL);
	check_equal(a.ret, 4, "read");
	check_equal(a.value, features, "features");
}

/* A doorbell needs no queue of the owner's, so another vCPU must not wait. */
static void a_kick_does_not_wait_for_a_queue_that_hangs(void **state)
{
	struct access read = { 0 }, kick = { 0 };
	bool waited;

	(void)state;
	hardware("hang", "on");
	pthread_create(&read.thread, NULL, read_features, &read);
	usleep(100000);
	pthread_create(&kick.thread, NULL, ring_doorbell, &kick);
	for (int i = 0; i < 1000 && !kick.done; i++)
		usleep(1000);
	waited = !kick.done;
	hardware("hang", "off");
	pthread_join(read.thread, NULL);
	pthread_join(kick.thread, NULL);
	check_equal(kick.ret, 2, "kick");
	check_equal(read.ret, 4, "read");
	assert_false(waited);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		io_test(a_failed_read_is_ones_whatever_the_status),
		io_test(a_failed_write_is_dropped_whatever_the_status),
		io_test(one_failed_field_leaves_the_others),
		io_test(a_failed_kick_by_command_is_dropped),
		io_test(another_vf_s_failures_are_not_ours),
		io_test(a_missing_answer_is_zeros_and_no_old_memory),
		io_test(a_short_answer_is_filled_up_with_zeros),
		io_test(a_slow_answer_is_waited_for),
		io_test(a_kick_is_not_slowed_by_slow_commands),
		io_test(an_access_goes_on_when_the_queue_does),
		io_test(a_kick_does_not_wait_for_a_queue_that_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
