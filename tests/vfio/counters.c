// SPDX-License-Identifier: GPL-2.0-only
/* The counters of a VF in sysfs: what its guest did, and what became of that. */
/* needs: vfs=2 bind=all group=counters */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

#define THREADS 4
#define KICKS	2000

static void reads_are_counted_by_field(void **state)
{
	long long reads = driver_counter(1, "reads");
	long long writes = driver_counter(1, "writes");

	(void)state;
	in8(&vf, REG_STATUS);
	check_equal(driver_counter(1, "reads") - reads, 1, "one field");
	/* size and selection */
	in32(&vf, REG_QUEUE_SIZE);
	check_equal(driver_counter(1, "reads") - reads, 3, "two more");
	check_equal(driver_counter(1, "writes") - writes, 0, "writes");
}

static void writes_are_counted_by_field(void **state)
{
	long long reads = driver_counter(1, "reads");
	long long writes = driver_counter(1, "writes");

	(void)state;
	out16(&vf, REG_QUEUE_SELECT, 0);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_equal(driver_counter(1, "writes") - writes, 2, "writes");
	check_equal(driver_counter(1, "reads") - reads, 0, "reads");
}

static void what_nobody_answers_is_counted_as_well(void **state)
{
	long long reads = driver_counter(1, "reads");
	long long accesses = driver_counter(1, "accesses");

	(void)state;
	disable_io(&vf);
	in8(&vf, REG_STATUS);
	enable_io(&vf);
	check_equal(driver_counter(1, "reads") - reads, 1, "reads");
	check_equal(driver_counter(1, "accesses") - accesses, 0, "accesses");
}

static void accesses_by_the_backend_are_counted_by_their_kind(void **state)
{
	static const char *const names[] = {
		"accesses_common_write", "accesses_common_read",
		"accesses_device_write", "accesses_device_read",
		"accesses_notify_info",
	};
	long long before[ARRAY_SIZE(names)],
		sum = driver_counter(1, "accesses"),
		commands = driver_counter(1, "commands");
	long long added[ARRAY_SIZE(names)], total = 0;
	struct counts c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		before[i] = driver_counter(1, names[i]);
	count_from_zero();

	vf_reopen(&vf);
	enable_io(&vf);
	for (int i = 0; i < 3; i++)
		out16(&vf, REG_QUEUE_SELECT, i);
	for (int i = 0; i < 5; i++)
		in8(&vf, REG_STATUS);
	out8(&vf, DEVICE_CONFIG(false), 0x52);
	for (int i = 0; i < 2; i++)
		in16(&vf, DEVICE_CONFIG(false) + NET_STATUS);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		added[i] = driver_counter(1, names[i]) - before[i];
		total += added[i];
	}
	c = counted(1);
	check_equal(added[0], c.common_write, "common writes");
	check_equal(added[1], c.common_read, "common reads");
	check_equal(added[2], c.device_write, "device writes");
	check_equal(added[3], c.device_read, "device reads");
	assert_in_range(c.common_write, 3, 100);
	check_equal(added[1], 5, "common reads made here");
	check_equal(added[2], 1, "device writes made here");
	check_equal(added[3], 2, "device reads made here");
	/* One, whatever virtio-pci has to ask the PF for it. */
	check_equal(added[4], 1, "questions for the notification address");
	check_equal(driver_counter(1, "accesses") - sum, total, "the sum");
	/* With both backends there are: each access is one. */
	check_equal(driver_counter(1, "commands") - commands, total,
		    "commands");
}

/* Of commands: how many took longer than @ns and no longer than the next bound. */
struct latency {
	struct {
		unsigned long long ns, count;
	} buckets[64];
	size_t nr;
	unsigned long long all, sum;
};

/* The last bucket has no bound, and "sum" is behind it. */
static struct latency latency_of(int number)
{
	struct latency latency = {};
	char address[16], path[96];
	unsigned long long above;
	FILE *f;

	vf_address(number, address);
	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%s/legacy/command_latency_ns", address);
	f = fopen(path, "r");
	assert_non_null(f);
	while (latency.nr < ARRAY_SIZE(latency.buckets) &&
	       fscanf(f, "%llu %llu\n", &latency.buckets[latency.nr].ns,
		      &latency.buckets[latency.nr].count) == 2)
		latency.all += latency.buckets[latency.nr++].count;
	check_equal(fscanf(f, "inf %llu\nsum %llu\n", &above, &latency.sum), 2,
		    "the end of %s", path);
	fclose(f);
	latency.all += above;
	return latency;
}

/* Those that took no longer than @ns, which is a bound. */
static unsigned long long no_longer(const struct latency *latency,
				    unsigned long long ns)
{
	unsigned long long count = 0;

	for (size_t i = 0; i < latency->nr; i++) {
		count += latency->buckets[i].count;
		if (latency->buckets[i].ns == ns)
			return count;
	}
	fail_msg("%llu is no bound", ns);
	return 0;
}

#define SLOW_US	 "20000"
#define SLOW_NS	 20000000ULL
#define BELOW_NS 16384000ULL /* a bound */

static void commands_are_counted_by_their_time(void **state)
{
	struct latency before = latency_of(1), after;

	(void)state;
	check_equal(before.nr, 21, "bounds");
	hardware("command-delay-us", SLOW_US);
	for (int i = 0; i < 3; i++)
		in8(&vf, REG_STATUS);
	after = latency_of(1);
	check_equal(after.all - before.all, 3, "commands");
	check_equal(no_longer(&after, BELOW_NS), no_longer(&before, BELOW_NS),
		    "quick ones");
	if (after.sum - before.sum < 3 * SLOW_NS)
		fail_msg("they took %llu ns", after.sum - before.sum);
	hardware("command-delay-us", "0");
	in8(&vf, REG_STATUS);
	before = after;
	after = latency_of(1);
	check_equal(after.all - before.all, 1, "one more");
	assert_true(after.sum > before.sum);
}

/* virtio-owner waits for none but those of the status. */
static void a_write_is_among_them_if_it_is_waited_for(void **state)
{
	long long commands = driver_counter(1, "commands");
	struct latency before = latency_of(1), after;

	(void)state;
	out16(&vf, REG_QUEUE_SELECT, 1);
	after = latency_of(1);
	check_equal(after.all - before.all, 0, "selections");
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_equal(latency_of(1).all - after.all, 1, "writes of the status");
	check_equal(driver_counter(1, "commands") - commands, 2, "commands");
}

/* A function's own registers answer before the clock could be read twice. */
static void without_commands_there_are_none(void **state)
{
	struct latency latency;

	(void)state;
	vf_close(&vf);
	check_equal(write_attribute(1, "backend", "mediated"), 0, "mediated");
	vf_open(&vf, 1);
	enable_io(&vf);
	in8(&vf, REG_STATUS);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	assert_true(driver_counter(1, "accesses") > 0);
	latency = latency_of(1);
	vf_close(&vf);
	check_equal(write_attribute(1, "backend", "auto"), 0, "auto");
	check_equal(latency.all, 0, "with %llu ns", latency.sum);
	check_equal(latency.sum, 0, "ns");
}

static void kicks_are_counted_by_their_path(void **state)
{
	static const struct {
		const char *doorbell, *path;
	} ways[] = {
		{ "member", "kicks_doorbell" },
		{ "owner", "kicks_doorbell" },
		{ "none", "kicks_command" },
	};
	long long before, dropped = driver_counter(1, "kicks_dropped");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		hardware("doorbell", ways[i].doorbell);
		vf_reopen(&vf);
		enable_io(&vf);
		before = driver_counter(1, ways[i].path);
		for (int k = 0; k < 7; k++)
			out16(&vf, REG_QUEUE_NOTIFY, 1);
		check_equal(driver_counter(1, ways[i].path) - before, 7,
			    "%s, doorbell=%s", ways[i].path, ways[i].doorbell);
	}
	check_equal(driver_counter(1, "kicks_dropped"), dropped, "dropped");
}

/* Only the queue's part of an access of more registers is one. */
static void half_a_queue_index_is_no_kick(void **state)
{
	long long before = driver_counter(1, "kicks_command") +
			   driver_counter(1, "kicks_doorbell");

	(void)state;
	out8(&vf, REG_QUEUE_NOTIFY, 1);
	check_equal(driver_counter(1, "kicks_command") +
			    driver_counter(1, "kicks_doorbell"),
		    before, "kicks");
}

static void *kick(void *unused)
{
	uint16_t queue = 1;

	(void)unused;
	for (int i = 0; i < KICKS; i++)
		bar0_write(&vf, REG_QUEUE_NOTIFY, &queue, sizeof(queue));
	return NULL;
}

static void no_kick_of_several_vcpus_is_lost_from_the_count(void **state)
{
	long long before = driver_counter(1, "kicks_doorbell");
	pthread_t threads[THREADS];

	(void)state;
	count_from_zero();
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, kick, NULL),
				 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	check_equal(counted(1).kick_member, THREADS * KICKS,
		    "kicks that the device saw");
	check_equal(driver_counter(1, "kicks_doorbell") - before,
		    THREADS * KICKS, "kicks counted");
}

/* What was posted before it never gets there, so neither may the kick. */
static void a_kick_that_is_held_back_is_counted_as_dropped(void **state)
{
	long long dropped = driver_counter(1, "kicks_dropped");
	long long rung = driver_counter(1, "kicks_doorbell");

	(void)state;
	set_deadline(200);
	hardware("hang", "on");
	out16(&vf, REG_QUEUE_SELECT, 0);
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	hardware("hang", "off");
	set_deadline(DEADLINE_DEFAULT);
	check_equal(driver_counter(1, "kicks_dropped") - dropped, 1, "dropped");
	check_equal(driver_counter(1, "kicks_doorbell") - rung, 0, "rung");
}

static void interrupts_are_counted_as_they_are_signalled(void **state)
{
	struct legacy_net net;
	long long before;
	int line;

	(void)state;
	line = enable_line(&vf);
	start_without_rx_interrupts(&net, &vf);
	before = driver_counter(1, "interrupts");
	for (int i = 0; i < 3; i++) {
		raise_line(&net);
		assert_true(fired(line, NET_PATIENCE));
		in8(&vf, REG_ISR);
		check_equal(line_unmask(&vf), 0, "unmask");
	}
	check_equal(driver_counter(1, "interrupts") - before, 3, "interrupts");
	net_stop(&net);
	disable_line(&vf, line);
}

static void another_vf_s_counters_stand_still(void **state)
{
	static const char *const names[] = { "reads", "writes", "commands",
					     "kicks_doorbell" };
	long long before[ARRAY_SIZE(names)];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		before[i] = driver_counter(2, names[i]);
	in8(&vf, REG_STATUS);
	out16(&vf, REG_QUEUE_SELECT, 0);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		check_equal(driver_counter(2, names[i]), before[i], "%s",
			    names[i]);
}

static void they_outlive_a_session_but_not_a_binding(void **state)
{
	long long reads;
	char address[16];

	(void)state;
	in8(&vf, REG_STATUS);
	reads = driver_counter(1, "reads");
	vf_reopen(&vf);
	check_equal(driver_counter(1, "reads"), reads, "after a session");
	vf_close(&vf);
	vf_address(1, address);
	check_equal(unbind_driver(OUR_DRIVER, address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
	check_equal(driver_counter(1, "reads"), 0, "after a binding");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		io_test(reads_are_counted_by_field),
		io_test(writes_are_counted_by_field),
		io_test(what_nobody_answers_is_counted_as_well),
		io_test(accesses_by_the_backend_are_counted_by_their_kind),
		io_test(commands_are_counted_by_their_time),
		io_test(a_write_is_among_them_if_it_is_waited_for),
		io_test(without_commands_there_are_none),
		io_test(kicks_are_counted_by_their_path),
		io_test(half_a_queue_index_is_no_kick),
		io_test(no_kick_of_several_vcpus_is_lost_from_the_count),
		io_test(a_kick_that_is_held_back_is_counted_as_dropped),
		io_test(interrupts_are_counted_as_they_are_signalled),
		io_test(another_vf_s_counters_stand_still),
		io_test(they_outlive_a_session_but_not_a_binding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
