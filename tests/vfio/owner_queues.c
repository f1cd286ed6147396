// SPDX-License-Identifier: GPL-2.0-only
/* Several administration queues: all are used, and each VF keeps its order. */
/* needs: vfs=6 bind=all owner=virtio-owner pf=admin-queues=3 alone */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "check.h"
#include "hardware.h"
#include "hw.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define QUEUES	   3
#define VFS	   6
/* Much longer than a busy machine needs for one itself. */
#define COMMAND_MS 50
#define COMMAND_US "50000"
#define MS	   3000

static struct vf vfs[VFS];
static pthread_t threads[VFS];
static atomic_bool stop;

static int open_all(void **state)
{
	(void)state;
	hardware_good();
	for (int i = 0; i < VFS; i++) {
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
	}
	count_from_zero();
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	hardware_good();
	for (int i = 0; i < VFS; i++)
		vf_close(&vfs[i]);
	return 0;
}

static long long queue_commands(int queue)
{
	char path[16];

	snprintf(path, sizeof(path), "queues.%d", queue);
	return hw_counter(path);
}

static void all_are_used(void **state)
{
	(void)state;
	for (int i = 0; i < VFS; i++)
		check_works(&vfs[i]);
	for (int q = 0; q < QUEUES; q++)
		assert_true(queue_commands(q) > 0);
	check_no_violation();
}

/* Were a VF's commands spread over them, the last write would not be the last. */
static void each_vf_keeps_its_order(void **state)
{
	int q, used = 0;

	(void)state;
	/* A queue of its own pace for each. */
	hardware("late", "2/300000/1/1");
	for (uint32_t i = 1; i <= 30; i++)
		out32(&vfs[0], REG_QUEUE_ADDRESS, i);
	check_equal(in32(&vfs[0], REG_QUEUE_ADDRESS), 30, "queue address");
	for (q = 0; q < QUEUES; q++)
		used += queue_commands(q) > 0;
	check_equal(used, 1, "queues used by one VF");
}

static void one_that_is_slow_does_not_delay_the_others(void **state)
{
	int quick = 0;

	(void)state;
	hardware("late", "2/1000000/1/1");
	out32(&vfs[0], REG_QUEUE_ADDRESS, 1);
	for (int i = 1; i < VFS; i++) {
		long long start = now_ms();

		in16(&vfs[i], REG_QUEUE_SIZE);
		quick += now_ms() - start < 500;
	}
	/* But the one that shares the queue of VF 1. */
	check_equal(quick, VFS - VFS / QUEUES, "VFs that did not wait");
}

static void *work(void *arg)
{
	uint16_t value;

	while (!stop)
		bar0_read(arg, REG_QUEUE_SIZE, &value, sizeof(value));
	return NULL;
}

static void they_work_side_by_side(void **state)
{
	long long before = 0, after = 0;
	double queues_worth;

	(void)state;
	hardware("command-delay-us", COMMAND_US);
	for (int i = 0; i < VFS; i++)
		if (pthread_create(&threads[i], NULL, work, &vfs[i]))
			fail_msg("cannot start a thread");
	for (int q = 0; q < QUEUES; q++)
		before += queue_commands(q);
	nap_ms(MS);
	for (int q = 0; q < QUEUES; q++)
		after += queue_commands(q);
	stop = true;
	for (int i = 0; i < VFS; i++)
		pthread_join(threads[i], NULL);

	queues_worth = (after - before) * 1.0 * COMMAND_MS / MS;
	print_message("%lld commands in %d ms: the work of %.1f queues\n",
		      after - before, MS, queues_worth);
	if (queues_worth < QUEUES * 0.6)
		fail_msg("%d queues do the work of %.1f", QUEUES, queues_worth);
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(all_are_used),
		test(each_vf_keeps_its_order),
		test(one_that_is_slow_does_not_delay_the_others),
		test(they_work_side_by_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
