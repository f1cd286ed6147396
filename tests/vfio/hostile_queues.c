// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that selects, places and notifies queues that do not exist or are not
 * its own, and resets without end: its device suffers it, nobody else does.
 */
/* needs: vfs=4 bind=all stray-dma group=hostile */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/virtio_ring.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "legacy_net.h"
#include "registers.h"
#include "rnd.h"
#include "vf_check.h"

#define NO_VECTOR 0xffff
#define RESETS	  5000
#define KICKS	  20000
#define STARTS	  100
#define RUNNING	  (STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK)
#define MEMORY	  0x10000000ull
#define PAGES	  64

static int setup(void **state)
{
	vf_setup_io(state);
	watch_for_harm();
	return 0;
}

/* Beyond what a network device has; around every power of two. */
static void for_missing_queues(void (*check)(uint16_t queue))
{
	for (uint32_t bit = 4; bit < 0x10000; bit *= 2)
		for (int i = -1; i <= 1; i++)
			check(bit + i);
	check(0xfffe);
	check(0xffff);
}

static void check_missing(uint16_t queue)
{
	out16(&vf, REG_QUEUE_SELECT, queue);
	check_equal(in16(&vf, REG_QUEUE_SELECT), queue, "queue select");
	check_equal(in16(&vf, REG_QUEUE_SIZE), 0, "size of queue %u", queue);
	out32(&vf, REG_QUEUE_ADDRESS, 0x12345);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address of queue %u",
		    queue);
}

static void a_queue_that_is_not_there_has_no_registers(void **state)
{
	(void)state;
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		out32(&vf, REG_QUEUE_ADDRESS, 0x1000 + queue);
	}
	for_missing_queues(check_missing);
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x1000 + queue,
			    "address of queue %d", queue);
	}
	check_no_violation();
	check_no_failure();
	check_unharmed(&vf, 0);
}

static void check_missing_vector(uint16_t queue)
{
	out16(&vf, REG_QUEUE_SELECT, queue);
	out16(&vf, REG_QUEUE_VECTOR, 1);
	check_equal(in16(&vf, REG_QUEUE_VECTOR), NO_VECTOR,
		    "vector of queue %u", queue);
}

static void a_queue_that_is_not_there_has_no_vector(void **state)
{
	int fds[3];

	(void)state;
	enable_msix(&vf, fds, 3);
	for_missing_queues(check_missing_vector);
	disable_msix(&vf, fds, 3);
	check_no_violation();
	check_unharmed(&vf, 0);
}

/* Page frames where no memory is mapped for the device, or no address can be. */
static const uint32_t nowhere[] = {
	1,	  0xfff,      0x1000,	  0xfee00,    0xfffff,
	0x100000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};

/* Start the device with its rings at page @rx and @tx, and have it look. */
static void run_at(uint32_t rx, uint32_t tx)
{
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out16(&vf, REG_QUEUE_SELECT, 0);
	out32(&vf, REG_QUEUE_ADDRESS, rx);
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, tx);
	out8(&vf, REG_STATUS, RUNNING);
	for (int i = 0; i < 10; i++) {
		out16(&vf, REG_QUEUE_NOTIFY, 0);
		out16(&vf, REG_QUEUE_NOTIFY, 1);
	}
	in8(&vf, REG_ISR);
	out8(&vf, REG_STATUS, 0);
	check_equal(in8(&vf, REG_STATUS), 0, "status after reset");
}

/* The IOMMU stops them; what it says, the kernel limits by itself. */
static void queues_outside_of_all_memory_harm_only_the_guest(void **state)
{
	(void)state;
	for (int round = 0; round < 5; round++)
		for (size_t i = 0; i < ARRAY_SIZE(nowhere); i++)
			run_at(nowhere[i],
			       nowhere[ARRAY_SIZE(nowhere) - 1 - i]);
	check_unharmed(&vf, 0);
}

/* Another guest's memory, at the address where that guest has it itself. */
static void queues_in_another_guest_s_memory_are_in_none(void **state)
{
	uint8_t *theirs;

	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	theirs = dma_alloc(&other, MEMORY, PAGES * 4096);
	memset(theirs, 0x5a, PAGES * 4096);
	run_at(MEMORY >> 12, (MEMORY >> 12) + 16);
	for (size_t i = 0; i < PAGES * 4096; i++)
		check_equal(theirs[i], 0x5a, "byte %zu of the other's memory",
			    i);
	dma_free(&other, MEMORY, theirs, PAGES * 4096);
	check_works(&other);
	check_unharmed(&vf, 0);
}

/* Rings full of nonsense: chains that loop, lengths and indices without sense. */
static void rings_of_nonsense_harm_only_the_guest(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	uint32_t *memory;

	(void)state;
	memory = dma_alloc(&vf, MEMORY, PAGES * 4096);
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < PAGES * 1024;
		     i += 1 + rnd_below(&rnd, 8))
			memory[i] = rnd_one_in(&rnd, 2)
					    ? rnd_below(&rnd, UINT32_MAX)
					    : MEMORY + rnd_below(&rnd,
								 PAGES * 4096);
		run_at(MEMORY >> 12, (MEMORY >> 12) + 16);
	}
	dma_free(&vf, MEMORY, memory, PAGES * 4096);
	check_unharmed(&vf, 0);
}

static void resets_without_end_leave_nothing_behind(void **state)
{
	struct memory before = { 0 };
	bool counting = memory_is_counted();
	struct counts c;

	(void)state;
	for (int i = 0; i < RESETS; i++) {
		if (i == RESETS / 4 && counting)
			before = memory_now();
		out8(&vf, REG_STATUS, 0);
	}
	c = counted(1);
	check_equal(commands(&c), RESETS, "commands");
	if (counting)
		check_no_growth(&before, RESETS - RESETS / 4);
	check_no_failure();
	check_unharmed(&vf, 0);
}

static void a_driver_started_again_and_again_still_starts(void **state)
{
	struct legacy_net net;

	(void)state;
	for (int i = 0; i < STARTS; i++) {
		net_start(&net, &vf, false);
		if (i % 10 == 0) {
			net_ask_peer(&net);
			net_hear_peer(&net);
		}
		net_stop(&net);
	}
	check_no_violation();
	check_unharmed(&vf, 0);
}

static void driver_features_of_nonsense_do_no_harm(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	uint32_t offered = in32(&vf, REG_DEVICE_FEATURES);

	(void)state;
	for (int i = 0; i < 500; i++) {
		uint32_t features = i < 32 ? 1u << i
					   : rnd_below(&rnd, UINT32_MAX);

		out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
		out32(&vf, REG_DRIVER_FEATURES, features);
		check_equal(in32(&vf, REG_DRIVER_FEATURES) & ~offered, 0,
			    "features taken that were not offered");
		out8(&vf, REG_STATUS,
		     rnd_one_in(&rnd, 2) ? RUNNING : rnd_below(&rnd, 256));
		check_equal(in32(&vf, REG_DEVICE_FEATURES), offered,
			    "features offered");
		out8(&vf, REG_STATUS, 0);
	}
	check_unharmed(&vf, 0);
}

struct kicker {
	pthread_t thread;
	atomic_bool stop;
	atomic_long kicks;
	int wrong;
};

static void *kick_missing_queues(void *arg)
{
	struct kicker *k = arg;
	uint16_t queue = 2;

	while (!k->stop) {
		queue = queue * 5 + 3;
		k->wrong += bar0_write(&vf, REG_QUEUE_NOTIFY, &queue, 2) != 2;
		k->kicks++;
	}
	return NULL;
}

/* At full speed by two threads, while another guest's VF has to work. */
static void check_kicks(const char *doorbell, int least)
{
	struct timespec pause = { .tv_nsec = 1000000 };
	struct kicker kickers[2] = { 0 };
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	hardware("doorbell", doorbell);
	vf_reopen(&vf);
	enable_io(&vf);
	vf_open(&other, 2);
	enable_io(&other);
	watch_for_harm();
	if (counting)
		before = memory_now();
	for (int i = 0; i < 2; i++)
		pthread_create(&kickers[i].thread, NULL, kick_missing_queues,
			       &kickers[i]);
	check_works(&other);
	while (kickers[0].kicks + kickers[1].kicks < least)
		nanosleep(&pause, NULL);
	check_works(&other);
	for (int i = 0; i < 2; i++) {
		kickers[i].stop = true;
		pthread_join(kickers[i].thread, NULL);
		check_equal(kickers[i].wrong, 0, "kicks that failed");
	}
	vf_close(&other);
	if (counting)
		check_no_growth(&before, least);
	check_no_failure();
	check_unharmed(&vf, 0);
}

static void kicks_of_missing_queues_do_no_harm(void **state)
{
	(void)state;
	check_kicks("member", KICKS);
}

static void kicks_of_missing_queues_by_the_owner_do_no_harm(void **state)
{
	(void)state;
	check_kicks("owner", KICKS);
}

static void kicks_of_missing_queues_by_command_do_no_harm(void **state)
{
	(void)state;
	check_kicks("none", KICKS / 10);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_queue_that_is_not_there_has_no_registers),
		test(a_queue_that_is_not_there_has_no_vector),
		test(queues_outside_of_all_memory_harm_only_the_guest),
		test(queues_in_another_guest_s_memory_are_in_none),
		test(rings_of_nonsense_harm_only_the_guest),
		test(resets_without_end_leave_nothing_behind),
		test(a_driver_started_again_and_again_still_starts),
		test(driver_features_of_nonsense_do_no_harm),
		test(kicks_of_missing_queues_do_no_harm),
		test(kicks_of_missing_queues_by_the_owner_do_no_harm),
		test(kicks_of_missing_queues_by_command_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
