// SPDX-License-Identifier: GPL-2.0-only
/* What a trace comes to. */
#include <string.h>

#include "trace/summary.h"
#include "unit.h"

static struct summary summary;

static int start(void **state)
{
	memset(&summary, 0, sizeof(summary));
	return 0;
}

static int stop(void **state)
{
	summary_free(&summary);
	return 0;
}

static void access_to(bool write, unsigned int offset, unsigned int len,
		      uint64_t value)
{
	struct trace_event event = { .kind = TRACE_ACCESS,
				     .write = write,
				     .offset = offset,
				     .len = len,
				     .value = value };

	assert_int_equal(summary_add(&summary, &event), 0);
}

static void backend(unsigned int access, unsigned int opcode, uint64_t took)
{
	struct trace_event event = { .kind = TRACE_BACKEND,
				     .access = access,
				     .opcode = opcode,
				     .took = took };

	assert_int_equal(summary_add(&summary, &event), 0);
}

static void set_up_a_queue(unsigned int index, unsigned int page)
{
	access_to(true, 14, 2, index);
	access_to(false, 12, 2, 256);
	access_to(true, 8, 4, page);
	access_to(true, 22, 2, index + 1);
}

static void times_have_a_median_and_a_longest(void **state)
{
	struct summary_times *reads = &summary.accesses[ACCESS_COMMON_READ];
	uint64_t took[] = { 5, 1, 9, 2, 1000 };

	for (size_t i = 0; i < 5; i++)
		backend(ACCESS_COMMON_READ, 3, took[i]);
	backend(ACCESS_COMMON_READ, 3, 0);
	assert_int_equal(reads->count, 6);
	assert_int_equal(reads->timed, 5);
	assert_int_equal(reads->total, 1017);
	assert_int_equal(reads->longest, 1000);
	assert_int_equal(summary_median(reads), 5);
	assert_int_equal(summary_median(&summary.accesses[ACCESS_COMMON_WRITE]),
			 0);
}

static void those_that_were_commands_are_counted(void **state)
{
	struct summary_times *writes = &summary.accesses[ACCESS_DEVICE_WRITE];

	backend(ACCESS_DEVICE_WRITE, 4, 1);
	backend(ACCESS_DEVICE_WRITE, 0, 1);
	backend(ACCESS_DEVICE_WRITE, 0, 1);
	assert_int_equal(writes->count, 3);
	assert_int_equal(writes->commands, 1);
}

static void accesses_that_are_not_known_are_put_together(void **state)
{
	backend(255, 0, 1);
	backend(ACCESS_KINDS, 0, 1);
	assert_int_equal(summary.accesses[ACCESS_KINDS].count, 2);
}

static void the_guest_s_device_is_followed(void **state)
{
	access_to(true, 18, 1, 3);
	access_to(true, 4, 4, 0x10020);
	set_up_a_queue(1, 0x1010);
	access_to(true, 18, 1, 7);
	assert_int_equal(summary.driver_features, 0x10020);
	assert_int_equal(summary.status, 7);
	assert_int_equal(summary.nr_queues, 2);
	assert_int_equal(summary.queues[1].page, 0x1010);
	assert_int_equal(summary.queues[1].size, 256);
	assert_int_equal(summary.queues[1].vector, 2);
	assert_false(summary_queue_used(&summary.queues[0]));
	assert_true(summary_queue_used(&summary.queues[1]));
}

static void a_device_that_was_reset_last_is_still_told(void **state)
{
	access_to(true, 4, 4, 0x20);
	set_up_a_queue(0, 0x1000);
	set_up_a_queue(1, 0x1010);
	access_to(true, 18, 1, 7);
	access_to(true, 18, 1, 0);
	assert_int_equal(summary.queues[1].page, 0x1010);
	assert_int_equal(summary.driver_features, 0x20);
	/* but not beside what came after */
	access_to(true, 18, 1, 1);
	assert_int_equal(summary.queues[1].page, 0);
	assert_int_equal(summary.driver_features, 0);
	assert_int_equal(summary.status, 1);
}

static void what_failed_did_not_happen(void **state)
{
	struct trace_event event = { .kind = TRACE_ACCESS,
				     .write = 1,
				     .offset = 4,
				     .len = 4,
				     .value = 1,
				     .error = 22 };

	assert_int_equal(summary_add(&summary, &event), 0);
	assert_int_equal(summary.driver_features, 0);
	assert_int_equal(summary.writes, 1);
}

static void kicks_are_by_queue_and_path(void **state)
{
	struct trace_event event = { .kind = TRACE_KICK, .queue = 65535 };

	for (event.path = 0; event.path < 10; event.path++)
		assert_int_equal(summary_add(&summary, &event), 0);
	assert_int_equal(summary.nr_queues, 65536);
	for (int path = 0; path < KICK_PATHS; path++)
		assert_int_equal(summary.queues[65535].kicks[path], 1);
}

static void started(uint64_t features)
{
	struct trace_event event = { .kind = TRACE_STARTED,
				     .features = features };

	assert_int_equal(summary_add(&summary, &event), 0);
}

static void what_a_device_was_started_with_is_of_the_last_time(void **state)
{
	set_up_a_queue(0, 0x1000);
	set_up_a_queue(2, 0x1010);
	assert_int_equal(summary_queues_up(&summary), 2);
	started(0x300000020);
	access_to(true, 18, 1, 0);
	assert_int_equal(summary.negotiated, 0x300000020);
	set_up_a_queue(1, 0x1000);
	assert_int_equal(summary.negotiated, 0);
	assert_int_equal(summary_queues_up(&summary), 1);
	started(1ull << 32);
	assert_int_equal(summary.negotiated, 1ull << 32);
	assert_int_equal(summary.started, 2);
}

static void one_access_tells_the_backend(void **state)
{
	struct trace_event event = { .kind = TRACE_BACKEND,
				     .backend = TRACE_BACKEND_KERNEL };

	assert_int_equal(summary_add(&summary, &event), 0);
	assert_false(summary.mediated);
	event.backend = TRACE_BACKEND_MEDIATED;
	assert_int_equal(summary_add(&summary, &event), 0);
	assert_true(summary.mediated);
}

static void step(uint64_t ns, unsigned int from, unsigned int to,
		 unsigned int error)
{
	struct trace_event event = { .kind = TRACE_MIGRATION,
				     .ns = ns,
				     .took = 10,
				     .from = from,
				     .to = to,
				     .error = error };

	assert_int_equal(summary_add(&summary, &event), 0);
}

enum { STOP = 1, RUNNING, STOP_COPY, RESUMING, RUNNING_P2P, PRE_COPY };

static void a_device_is_stopped_from_step_to_step(void **state)
{
	struct trace_event session = { .kind = TRACE_SESSION, .ns = 5000 };

	step(100, RUNNING, PRE_COPY, 0);
	step(200, PRE_COPY, RUNNING_P2P, 110);
	assert_int_equal(summary.changes_failed, 1);
	assert_int_equal(summary.state, PRE_COPY);
	step(300, PRE_COPY, RUNNING_P2P, 0);
	step(400, RUNNING_P2P, STOP, 0);
	assert_int_equal(summary.stopped, 0);
	step(500, STOP, RUNNING, 22);
	assert_int_equal(summary.stopped, 0);
	step(600, RUNNING_P2P, RUNNING, 0);
	assert_int_equal(summary.stopped, 310);
	assert_int_equal(summary.state, RUNNING);
	assert_int_equal(summary.changes, 6);
	/* who has seen it begin? */
	step(700, STOP, RUNNING, 0);
	assert_int_equal(summary.stopped, 310);
	/* it has been closed meanwhile, or reset */
	step(800, RUNNING, RUNNING_P2P, 0);
	assert_int_equal(summary_add(&summary, &session), 0);
	step(6000, RUNNING_P2P, RUNNING, 0);
	step(6100, RUNNING, RUNNING_P2P, 0);
	step(7000, RUNNING, RUNNING_P2P, 0);
	step(7100, RUNNING_P2P, RUNNING, 0);
	assert_int_equal(summary.stopped, 310 + 110);
	/* no time at all is not less than that */
	step(8000, RUNNING, RUNNING_P2P, 0);
	step(10, RUNNING_P2P, RUNNING, 0);
	assert_int_equal(summary.stopped, 310 + 110);
}

#define test(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(times_have_a_median_and_a_longest),
		test(those_that_were_commands_are_counted),
		test(accesses_that_are_not_known_are_put_together),
		test(the_guest_s_device_is_followed),
		test(a_device_that_was_reset_last_is_still_told),
		test(what_failed_did_not_happen),
		test(what_a_device_was_started_with_is_of_the_last_time),
		test(one_access_tells_the_backend),
		test(kicks_are_by_queue_and_path),
		test(a_device_is_stopped_from_step_to_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
