// SPDX-License-Identifier: GPL-2.0-only
/*
 * Between INTx and MSI-X, back and forth under a running device: a guest that
 * waits for an answer hears of it, by whichever is on. The environment's
 * SWITCHES says how often.
 */
/* needs: vfs=1 bind=all group=intx */
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

#define SWITCHES_DEFAULT 1000
#define VECTORS		 3
/* In flight when the kind of interrupt changes. */
#define IN_FLIGHT	 3

static struct legacy_net net;
static int fds[VECTORS];

static int switches(void)
{
	const char *wanted = getenv("SWITCHES");

	return wanted ? atoi(wanted) : SWITCHES_DEFAULT;
}

/* As a guest's driver does when its vectors are there. */
static void set_vectors(void)
{
	out16(&vf, REG_CONFIG_VECTOR, 0);
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		out16(&vf, REG_QUEUE_VECTOR, queue + 1);
	}
}

static void ask_several(void)
{
	for (int i = 0; i < IN_FLIGHT; i++)
		net_ask_peer(&net);
}

/* Until the answer is there, told or not. */
static void wait_for_the_answer(uint16_t before)
{
	struct legacy_queue *q = &net.queues[NET_RX];

	for (int i = 0; i < NET_PATIENCE && legacy_queue_used(q) == before; i++)
		net_nap();
	assert_true(legacy_queue_used(q) != before);
}

/*
 * Before each switch to INTx requests are on their way: their answers come
 * before, amid and after it. In a third of the rounds they are certainly there
 * before, in a third certainly when neither kind of interrupt is on.
 */
static int switch_to_intx(int round)
{
	uint16_t before = legacy_queue_used(&net.queues[NET_RX]);
	int line;

	if (round % 3 != 1)
		ask_several();
	if (round % 3 == 0)
		wait_for_the_answer(before);
	disable_msix(&vf, fds, VECTORS);
	if (round % 3 == 1) {
		before = legacy_queue_used(&net.queues[NET_RX]);
		ask_several();
		wait_for_the_answer(before);
	}
	line = enable_line(&vf);
	if (!hear_by_line(&net, line))
		nothing_heard(&net, "round %d, in flight at the switch", round);
	return line;
}

static void every_request_is_heard_of(void **state)
{
	int round, line, n = switches();

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, true);
	count_from_zero();
	for (round = 0; round < n; round++) {
		line = switch_to_intx(round);
		net_ask_peer(&net);
		if (!hear_by_line(&net, line))
			nothing_heard(&net, "round %d, by INTx", round);

		disable_line(&vf, line);
		enable_msix(&vf, fds, VECTORS);
		set_vectors();
		net_ask_peer(&net);
		if (!hear_by_vector(&net, fds[1]))
			nothing_heard(&net, "round %d, by MSI-X", round);
	}
	print_message("%d times to INTx and back\n", n);
	check_no_violation();
	check_no_failure();
}

/* Without a guest the two are as independent as in any function. */
static void each_is_off_while_the_other_is_on(void **state)
{
	int line;

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, true);
	net_ask_peer(&net);
	assert_true(hear_by_vector(&net, fds[1]));
	disable_msix(&vf, fds, VECTORS);

	line = enable_line(&vf);
	net_ask_peer(&net);
	assert_true(hear_by_line(&net, line));
	check_equal(line_off(&vf), 0, "INTx off");
	signals(line);

	enable_msix(&vf, fds, VECTORS);
	set_vectors();
	net_ask_peer(&net);
	assert_true(hear_by_vector(&net, fds[1]));
	check_equal(signals(line), 0, "signals of INTx");
	disable_msix(&vf, fds, VECTORS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		io_test(each_is_off_while_the_other_is_on),
		io_test(every_request_is_heard_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
