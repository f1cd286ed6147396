// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several threads of a VMM at one VF at once, closing it amid accesses, and
 * being killed amid accesses.
 */
/* needs: vfs=4 bind=all stray-dma alone */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "child.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "registers.h"
#include "rnd.h"
#include "stress.h"
#include "vf_check.h"

#define STRESS_MS 4000
#define VFS	  4
#define CLOSES	  40
#define THREADS	  4
#define KILLS	  15 /* of each VF's VMM */

static int setup(void **state)
{
	vf_setup(state);
	watch_for_harm();
	return 0;
}

/* Each of the kinds must have had its turn, and none a result that is wrong. */
static void check_stress(const enum stress_kind *kinds)
{
	struct stress stress = { .vf = &vf, .seed = rnd_seed() };

	enable_io(&vf);
	stress_run(&stress, kinds, STRESS_MS);
	if (stress.wrong)
		fail_msg("%d wrong results; the first: %s", stress.wrong,
			 stress.first_wrong);
	for (; *kinds != STRESS_KINDS; kinds++)
		if (stress.done[*kinds] < 3)
			fail_msg("kind %d had %ld turns", *kinds,
				 stress.done[*kinds]);
	check_unharmed(&vf, 0);
}

static void accesses_of_several_threads_do_no_harm(void **state)
{
	static const enum stress_kind kinds[] = {
		STRESS_BAR0,   STRESS_BAR0,   STRESS_BAR0,
		STRESS_CONFIG, STRESS_CONFIG, STRESS_KINDS,
	};

	(void)state;
	check_stress(kinds);
}

static void accesses_while_interrupts_change_do_no_harm(void **state)
{
	static const enum stress_kind kinds[] = {
		STRESS_BAR0,	   STRESS_BAR0,	      STRESS_CONFIG,
		STRESS_INTERRUPTS, STRESS_INTERRUPTS, STRESS_KINDS,
	};

	(void)state;
	check_stress(kinds);
}

static void accesses_while_the_device_is_reset_do_no_harm(void **state)
{
	static const enum stress_kind kinds[] = {
		STRESS_BAR0,   STRESS_BAR0,   STRESS_CONFIG, STRESS_INTERRUPTS,
		STRESS_RESETS, STRESS_RESETS, STRESS_KINDS,
	};

	(void)state;
	check_stress(kinds);
}

static void everything_at_once_does_no_harm(void **state)
{
	static const enum stress_kind kinds[] = {
		STRESS_BAR0,	   STRESS_BAR0,	       STRESS_CONFIG,
		STRESS_INTERRUPTS, STRESS_RESETS,      STRESS_MEMORY,
		STRESS_POWER,	   STRESS_DESCRIPTORS, STRESS_MAPPINGS,
		STRESS_IOCTLS,	   STRESS_KINDS,
	};

	(void)state;
	check_stress(kinds);
}

/* The same, with the doorbell where it needs a mapping of our own, and none. */
static void the_other_ways_of_a_kick_are_no_different(void **state)
{
	static const enum stress_kind kinds[] = {
		STRESS_BAR0,   STRESS_BAR0,	   STRESS_INTERRUPTS,
		STRESS_RESETS, STRESS_DESCRIPTORS, STRESS_KINDS,
	};

	(void)state;
	hardware("doorbell", "owner");
	vf_reopen(&vf);
	check_stress(kinds);
	hardware("doorbell", "none");
	vf_reopen(&vf);
	check_stress(kinds);
}

struct user {
	pthread_t thread;
	struct vf *vf;
	int wrong;
	int accesses;
};

/* Until the descriptor is gone, which may be at any time. */
static void *use_until_closed(void *arg)
{
	struct user *u = arg;
	struct vf mine = *u->vf;
	uint8_t buf[BAR0_SIZE];
	ssize_t n;

	for (;;) {
		mine.device = dup(u->vf->device);
		if (mine.device < 0)
			return NULL;
		for (int i = 0; i < 8; i++) {
			n = bar0_read(&mine, 0, buf, sizeof(buf));
			u->wrong += n != sizeof(buf);
			u->accesses++;
		}
		close(mine.device);
	}
}

static void give_up(int *fd)
{
	close(*fd);
	*fd = -1;
}

static void close_while_used(struct user users[THREADS], struct rnd *rnd)
{
	struct timespec time = { .tv_nsec = rnd_below(rnd, 3000000) };

	for (int i = 0; i < THREADS; i++) {
		users[i].vf = &vf;
		pthread_create(&users[i].thread, NULL, use_until_closed,
			       &users[i]);
	}
	nanosleep(&time, NULL);
	/* The group and the container first or last: both must do. */
	if (rnd_one_in(rnd, 2))
		give_up(&vf.container);
	if (rnd_one_in(rnd, 2))
		give_up(&vf.group);
	give_up(&vf.device);
	for (int i = 0; i < THREADS; i++)
		pthread_join(users[i].thread, NULL);
}

static void closing_amid_accesses_leaves_nothing_behind(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	struct user users[THREADS] = { 0 };
	struct memory before = { 0 };
	bool counting = memory_is_counted();
	int accesses = 0;

	(void)state;
	for (int round = 0; round < CLOSES; round++) {
		if (round == CLOSES / 4 && counting)
			before = memory_now();
		if (rnd_one_in(&rnd, 2))
			enable_io(&vf);
		close_while_used(users, &rnd);
		/* Whoever waits for the last user has it now. */
		vf_close(&vf);
		vf_open(&vf, 1);
	}
	for (int i = 0; i < THREADS; i++) {
		check_equal(users[i].wrong, 0, "wrong results of thread %d", i);
		accesses += users[i].accesses;
	}
	assert_true(accesses > CLOSES);
	if (counting)
		check_no_growth(&before, CLOSES - CLOSES / 4);
	check_unharmed(&vf, 0);
}

/* A VMM of its own: never returns. Tells by @ready that it has begun. */
static void be_a_vmm(int number, uint32_t seed, int ready)
{
	static const enum stress_kind kinds[] = {
		STRESS_BAR0,	   STRESS_BAR0,	  STRESS_CONFIG,
		STRESS_INTERRUPTS, STRESS_RESETS, STRESS_KINDS,
	};
	struct stress stress = { .seed = seed };
	struct vf own;

	vf_open(&own, number);
	stress.vf = &own;
	enable_io(&own);
	stress_begin(&stress, kinds);
	if (write(ready, "!", 1) != 1)
		_exit(2);
	for (;;)
		pause();
}

struct vmm {
	pid_t pid;
	int ready;
};

static void start_vmm(struct vmm *vmm, int number, uint32_t seed)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	vmm->pid = child_start();
	if (!vmm->pid) {
		close(ends[0]);
		be_a_vmm(number, seed, ends[1]);
	}
	close(ends[1]);
	vmm->ready = ends[0];
}

static void kill_all(struct vmm vmms[VFS], struct rnd *rnd)
{
	char byte;

	for (int i = 0; i < VFS; i++)
		start_vmm(&vmms[i], i + 1, rnd_below(rnd, INT32_MAX));
	for (int i = 0; i < VFS; i++)
		check_equal(read(vmms[i].ready, &byte, 1), 1, "VMM %d", i + 1);
	/* Amid whatever they do by then. */
	usleep(rnd_below(rnd, 30000));
	for (int i = 0; i < VFS; i++)
		kill(vmms[i].pid, SIGKILL);
	for (int i = 0; i < VFS; i++) {
		check_killed(vmms[i].pid, "a VMM");
		close(vmms[i].ready);
	}
}

static void killed_vmms_leave_nothing_behind(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	struct memory before = { 0 };
	bool counting = memory_is_counted();
	struct vmm vmms[VFS];

	(void)state;
	vf_close(&vf);
	for (int round = 0; round < KILLS; round++) {
		if (round == KILLS / 4 && counting)
			before = memory_now();
		kill_all(vmms, &rnd);
	}
	if (counting)
		check_no_growth(&before, VFS * (KILLS - KILLS / 4));
	for (int i = 1; i <= VFS; i++) {
		vf_open(&vf, i);
		check_unharmed(&vf, 0);
		vf_close(&vf);
	}
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(accesses_of_several_threads_do_no_harm),
		test(accesses_while_interrupts_change_do_no_harm),
		test(accesses_while_the_device_is_reset_do_no_harm),
		test(everything_at_once_does_no_harm),
		test(the_other_ways_of_a_kick_are_no_different),
		test(closing_amid_accesses_leaves_nothing_behind),
		test(killed_vmms_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
