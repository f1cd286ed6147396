// SPDX-License-Identifier: GPL-2.0-only
/*
 * No interrupt gets lost: many exchanges with the peer, one after the other,
 * where nothing but an interrupt tells of the answer. The environment's
 * EXCHANGES says how many.
 */
/* needs: vfs=1 bind=all group=intx */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"

#define EXCHANGES_DEFAULT 100000

static struct legacy_net net;
static int line;

static int setup(void **state)
{
	vf_setup(state);
	line = enable_line(&vf);
	net_start(&net, &vf, false);
	count_from_zero();
	return 0;
}

static int exchanges(void)
{
	const char *wanted = getenv("EXCHANGES");
	int n = wanted ? atoi(wanted) : EXCHANGES_DEFAULT;

	assert_true(n > 0);
	return n;
}

/* Unmasked by an eventfd, or by ioctl. */
static void exchange(int n, int unmask)
{
	struct counts c;

	for (int i = 0; i < n; i++) {
		net_ask_peer(&net);
		if (!hear_by_line_and_eventfd(&net, line, unmask))
			nothing_heard(&net, "exchange %d of %d", i, n);
	}
	print_message("%d exchanges\n", n);

	/* The data path: neither ISR status nor kicks are commands. */
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
	assert_true(kicks(&c) >= 2 * n);
	check_no_violation();
}

static void every_answer_is_told_of(void **state)
{
	(void)state;
	exchange(exchanges(), -1);
}

/* As KVM does it, from another context than the guest's accesses. */
static void every_answer_is_told_of_with_an_unmask_eventfd(void **state)
{
	int unmask = new_eventfd();

	(void)state;
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	exchange(exchanges() / 10, unmask);
	check_equal(line_unmask_by(&vf, -1), 0, "not any more");
	close(unmask);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_answer_is_told_of),
		test(every_answer_is_told_of_with_an_unmask_eventfd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
