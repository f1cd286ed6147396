// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak_vf NUMBER KIND MS: one VMM's turn at VF NUMBER, of about MS milliseconds,
 * while others have theirs at other VFs:
 *
 *	stress	everything at once, see stress.h
 *	net	a legacy network driver, reset and started again and again
 *	killed	the first in a process that is killed
 *	refused	accesses while the hardware refuses commands of this VF
 *
 * The VF has to work after. Exit status 0 if all was well.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "child.h"
#include "hardware.h"
#include "hw.h"
#include "legacy_net.h"
#include "registers.h"
#include "rnd.h"
#include "stress.h"
#include "timing.h"
#include "vf_check.h"

#define VECTORS 3

static struct vf vf;
static struct rnd rnd;
static uint32_t seed;
static int number, ms;

static const enum stress_kind everything[] = {
	STRESS_BAR0,	 STRESS_BAR0,	STRESS_CONFIG, STRESS_INTERRUPTS,
	STRESS_RESETS,	 STRESS_MEMORY, STRESS_POWER,  STRESS_DESCRIPTORS,
	STRESS_MAPPINGS, STRESS_IOCTLS, STRESS_KINDS,
};

static const enum stress_kind registers[] = {
	STRESS_BAR0, STRESS_BAR0, STRESS_KICKS, STRESS_COMMAND, STRESS_KINDS,
};

/* The soak's hardware stands still at times; on a busy machine for too long. */
static bool open_in_time(int *ret)
{
	*ret = vf_try_open(&vf, number);
	return *ret != -EBUSY && *ret != -ETIMEDOUT;
}

static void open_vf(void)
{
	int ret;

	if (!within(6 * PATIENCE, open_in_time(&ret)) || ret)
		fail_msg("cannot open VF %d: %s", number, strerror(-ret));
}

static void reopen_vf(void)
{
	vf_close(&vf);
	open_vf();
}

static void check_next_session_works(void)
{
	reopen_vf();
	enable_io(&vf);
	check_works(&vf);
}

static void do_stress(const enum stress_kind *kinds)
{
	struct stress stress = { .vf = &vf, .seed = seed };

	enable_io(&vf);
	stress_run(&stress, kinds, ms);
	if (stress.wrong)
		fail_msg("%d wrong results; the first: %s", stress.wrong,
			 stress.first_wrong);
}

static void stress(void)
{
	open_vf();
	do_stress(everything);
	check_next_session_works();
}

static void exchange_frames(bool msix)
{
	int fds[VECTORS], rounds = 1 + rnd_below(&rnd, 20);
	struct legacy_net net;

	if (msix)
		enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, msix);
	while (rounds--) {
		net_ask_peer(&net);
		net_hear_peer(&net);
	}
	net_stop(&net);
	if (msix)
		disable_msix(&vf, fds, VECTORS);
}

static void net(void)
{
	long long end = now_ms() + ms;

	open_vf();
	do {
		enable_io(&vf);
		exchange_frames(rnd_one_in(&rnd, 2));
		if (rnd_one_in(&rnd, 4))
			check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
		else if (rnd_one_in(&rnd, 4))
			reopen_vf();
	} while (now_ms() < end);
}

static void killed(void)
{
	pid_t pid = child_start();

	if (!pid) {
		open_vf();
		ms *= 10;
		do_stress(everything);
		abort();
	}
	nap_ms(ms / 2 + rnd_below(&rnd, ms / 2));
	kill(pid, SIGKILL);
	check_killed(pid, "the VMM");
	open_vf();
	check_next_session_works();
}

/* Some that are worth another try, some that are not, some of no meaning. */
static const int statuses[] = { 11, 11, 16, 12, 22, 6, 28, 99, 4096, 65535 };

/* The hardware's port is for one at a time, and its moods do not wait for it. */
static void refuse(const char *rules)
{
	hardware("fail", rules);
	hw_close();
}

static void refused(void)
{
	char rules[160] = "", rule[40];

	for (int opcode = 2; opcode <= 5; opcode++) {
		snprintf(rule, sizeof(rule), "%s%d/%d/1/%u/%d",
			 *rules ? "," : "", opcode,
			 statuses[rnd_below(&rnd, ARRAY_SIZE(statuses))],
			 1 + rnd_below(&rnd, 20), number);
		strcat(rules, rule);
	}
	open_vf();
	refuse(rules);
	do_stress(registers);
	refuse("");
	check_next_session_works();
}

static const struct kind {
	const char *name;
	void (*run)(void);
} kinds[] = {
	{ "stress", stress },
	{ "net", net },
	{ "killed", killed },
	{ "refused", refused },
};

static const struct kind *chosen;

static void one_turn(void **state)
{
	(void)state;
	chosen->run();
}

static int over(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(one_turn, over),
	};

	for (size_t i = 0; argc == 4 && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(argv[2], kinds[i].name))
			chosen = &kinds[i];
	if (!chosen) {
		fprintf(stderr,
			"usage: %s NUMBER stress|net|killed|refused MS\n",
			argv[0]);
		return 2;
	}
	number = atoi(argv[1]);
	ms = atoi(argv[3]);
	seed = rnd_seed();
	rnd = rnd_make(seed, 99);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
