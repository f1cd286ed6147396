// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migrations by the hundred: there and back with a driver that goes on, several VFs at
 * once, beside those that are only used; nothing is left behind.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#include <unistd.h>

#include "bar0_load.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "legacy_net.h"
#include "migration.h"
#include "moves.h"

#define VFS	       4
#define ROUNDS	       1000 /* there and back */
#define ROUNDS_FEW     40 /* where it is slow, and nothing is counted */
#define WARM_UP	       50
#define AT_ONCE_ROUNDS 60

static struct stream stream;
static struct legacy_net net;
static struct bar0_load load_of[2];

static int setup(void **state)
{
	vf_setup_io(state);
	return 0;
}

static int teardown(void **state)
{
	for (int i = 0; i < 2; i++)
		bar0_load_stop(&load_of[i]);
	close_moved();
	return vf_teardown(state);
}

static void go_from(struct vf *from, struct vf *to)
{
	save(from, &stream);
	load(to, &stream);
	net_move(&net, to);
}

static void a_thousand_times_there_and_back(void **state)
{
	bool counting = memory_is_counted();
	int rounds = counting ? ROUNDS : ROUNDS_FEW;
	struct memory before = { 0 };

	(void)state;
	vf_open(&other, 2);
	net_start(&net, &vf, false);
	net_reach(&net, &other);
	for (int i = 0; i < WARM_UP + rounds; i++) {
		if (i == WARM_UP && counting)
			before = memory_now();
		go_from(&vf, &other);
		go_from(&other, &vf);
		if (i % 20)
			continue;
		net_ask_peer(&net);
		net_hear_peer(&net);
	}
	if (counting)
		check_no_growth(&before, rounds);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
	check_no_object();
	check_no_violation();
	check_no_failure();
}

/* A VMM that begins and gives up, closes, and comes again. */
static void sessions_leave_nothing_behind(void **state)
{
	bool counting = memory_is_counted();
	int rounds = counting ? ROUNDS / 4 : ROUNDS_FEW;
	struct memory before = { 0 };

	(void)state;
	for (int i = 0; i < WARM_UP + rounds; i++) {
		int file;

		if (i == WARM_UP && counting)
			before = memory_now();
		file = mig_to(&vf, MIG_STOP + i % 7);
		vf_close(&vf);
		if (file >= 0)
			close(file);
		vf_open(&vf, 1);
	}
	if (counting)
		check_no_growth(&before, rounds);
	check_no_object();
	check_no_violation();
}

static void several_at_once(void **state)
{
	(void)state;
	vf_close(&vf);
	move_at_once(VFS, AT_ONCE_ROUNDS);
	check_no_object();
	check_no_violation();
	check_no_failure();
}

/* With others whose registers are accessed all the time. */
static void beside_others_that_work(void **state)
{
	struct vf own[2] = { 0 };

	(void)state;
	vf_close(&vf);
	for (int i = 0; i < 2; i++) {
		vf_open(&own[i], 3 + i);
		enable_io(&own[i]);
		bar0_load_start(&load_of[i], &own[i]);
	}
	move_at_once(2, AT_ONCE_ROUNDS);
	for (int i = 0; i < 2; i++) {
		bar0_load_stop(&load_of[i]);
		vf_close(&own[i]);
	}
	check_no_object();
	check_no_violation();
	check_no_failure();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_thousand_times_there_and_back),
		test(sessions_leave_nothing_behind),
		test(several_at_once),
		test(beside_others_that_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
