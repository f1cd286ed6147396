// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams that no device has saved, in pieces of any size: refused, with a line in the
 * kernel's log that says what is wrong with which record or part, and nothing else
 * happens. Strange ones that have to be taken are.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "fixture.h"
#include "hardware.h"
#include "hostile_streams.h"
#include "intx_line.h"
#include "kernel_log.h"
#include "legacy_net.h"
#include "migration.h"
#include "registers.h"
#include "rnd.h"
#include "vf_check.h"

/* For so long the kernel's log takes no more lines of a kind that it has many of. ms */
#define LOG_PAUSE   5200
#define FLOOD	    300
#define RANDOM	    300
/* Five in half a minute, and those of commands that failed. */
#define FLOOD_LINES 30

static struct stream saved, stream;
static struct bytes good;
static struct legacy_net net;
static int line = -1;

/* What VF 1 has when its guest uses the line, and has written a MAC. */
static int setup(void **state)
{
	vf_setup_io(state);
	vf_open(&other, 2);
	line = enable_line(&vf);
	net_start(&net, &vf, false);
	for (int i = 0; i < 6; i++)
		out8(&vf, DEVICE_CONFIG(false) + NET_MAC + i, net.mac[i]);
	save(&vf, &saved);
	good.len = 0;
	bytes_put(&good, saved.data, saved.len);
	/* Whatever is taken has its queues there. */
	net_reach(&net, &other);
	enable_io(&other);
	watch_for_harm();
	return 0;
}

static int teardown(void **state)
{
	close(line);
	line = -1;
	bytes_free(&good);
	return vf_teardown(state);
}

static void make(const struct odd_stream *odd)
{
	struct bytes spoilt = { 0 };

	bytes_copy(&spoilt, &good);
	odd->spoil(&spoilt);
	assert_in_range(spoilt.len, 0, STREAM_MAX);
	memcpy(stream.data, spoilt.data, spoilt.len);
	stream.len = spoilt.len;
	bytes_free(&spoilt);
}

/* Return: the error of whatever refused it; 0 if the device has it, and runs. */
static int try_stream(size_t piece)
{
	int file = mig_to(&other, MIG_RESUMING), ret;

	assert_true(file >= 0);
	ret = stream_write(file, &stream, piece);
	if (ret)
		check_equal(stream_write(file, &stream, piece), ret,
			    "another try");
	if (ret)
		check_equal(mig_try(&other, MIG_RUNNING) + 1, ret, "the end");
	else
		ret = mig_try(&other, MIG_RUNNING) + 1;
	close(file);
	return ret > 0 ? 0 : ret;
}

/* A VMM that has been refused resets its device. */
static void back_to_start(const char *name)
{
	check_equal(reset(&other), 0, "%s: reset", name);
	check_equal(mig_state(&other), MIG_RUNNING, "%s: state", name);
	enable_io(&other);
	check_equal(in8(&other, REG_STATUS), 0, "%s: status", name);
	check_equal(in32(&other, REG_QUEUE_ADDRESS), 0, "%s: queue address",
		    name);
}

/* It works, with memory of its own; in the next session too, and nothing was broken. */
static void works(void)
{
	net_leave(&other);
	check_works(&other);
	check_no_object();
	check_unharmed(&other, FLOOD_LINES);
}

static int lines(void)
{
	return log_lines_with("live migration", other.address);
}

static void refuse(const struct odd_stream *odd, size_t piece)
{
	check_equal(try_stream(piece), -EINVAL, "%s, by %zu bytes", odd->name,
		    piece);
	check_equal(mig_state(&other), MIG_RESUMING, "%s: state", odd->name);
}

/* One that has more parts than the function can have is not looked into. */
static bool is_too_long(void)
{
	return stream.len > 65536 &&
	       log_lines_with("(device parts)", "longer than it can be") == 1;
}

static void check_line(const struct odd_stream *odd)
{
	if (lines() == 1 &&
	    (is_too_long() || log_lines_with(odd->which, odd->why) == 1))
		return;
	log_show("");
	fail_msg("%s: %d lines, %d with '%s' and '%s'", odd->name, lines(),
		 log_lines_with(odd->which, odd->why), odd->which, odd->why);
}

static void bind_other_anew(void)
{
	vf_close(&other);
	check_equal(unbind_driver(OUR_DRIVER, other.address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, other.address), 0, "bind");
	vf_open(&other, 2);
	net_reach(&net, &other);
	enable_io(&other);
}

static void each_is_refused_with_a_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_hostile_streams; i++) {
		const struct odd_stream *odd = &hostile_streams[i];

		make(odd);
		log_from_now();
		refuse(odd, STREAM_MAX);
		if (!lines()) {
			/* There were many: once more, as if there was none. */
			bind_other_anew();
			log_from_now();
			refuse(odd, STREAM_MAX);
		}
		check_line(odd);
		back_to_start(odd->name);
	}
	works();
}

/* No longer than it has to be: the longest are a MiB. */
static bool is_short(void)
{
	return stream.len < 16384;
}

static void so_it_is_in_small_pieces(void **state)
{
	static const size_t pieces[] = { 1, 7 };

	(void)state;
	for (size_t p = 0; p < ARRAY_SIZE(pieces); p++) {
		for (size_t i = 0; i < nr_hostile_streams; i++) {
			make(&hostile_streams[i]);
			refuse(&hostile_streams[i],
			       is_short() ? pieces[p] : 4099);
			back_to_start(hostile_streams[i].name);
		}
	}
	works();
}

/* How long features are is for the device to say, and the card has 64 bits. */
static bool is_for_the_device(const struct odd_stream *odd)
{
	return !strcmp(odd->name, "with many words of features");
}

static void strange_ones_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_strange_streams; i++) {
		if (is_for_the_device(&strange_streams[i]))
			continue;
		for (size_t piece = 1; piece <= STREAM_MAX; piece *= 1024) {
			make(&strange_streams[i]);
			check_equal(try_stream(is_short() ? piece : 4099), 0,
				    "%s, by %zu bytes", strange_streams[i].name,
				    piece);
			check_equal(mig_state(&other), MIG_RUNNING, "%s: state",
				    strange_streams[i].name);
			enable_io(&other);
			check_equal(in8(&other, REG_STATUS), 7, "%s: status",
				    strange_streams[i].name);
			back_to_start(strange_streams[i].name);
		}
	}
	check_equal(lines(), 0, "lines in the log");
	works();
}

/* Any byte may be another one, or be missing: refused, or taken, and no harm done. */
static void any_byte_may_be_wrong(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	int taken = 0;

	(void)state;
	for (int i = 0; i < RANDOM; i++) {
		memcpy(stream.data, good.data, good.len);
		stream.len = good.len;
		for (int n = 1 + rnd_below(&rnd, 3); n; n--)
			stream.data[rnd_below(&rnd, stream.len)] ^=
				1 << rnd_below(&rnd, 8);
		if (!rnd_below(&rnd, 8))
			stream.len = rnd_below(&rnd, stream.len);
		taken += !try_stream(STREAM_MAX);
		back_to_start("random bytes");
	}
	print_message("%d of %d were taken\n", taken, RANDOM);
	works();
}

static void a_flood_does_not_fill_the_log(void **state)
{
	(void)state;
	bind_other_anew();
	for (int i = 0; i < FLOOD; i++) {
		make(&hostile_streams[i % 8]);
		try_stream(STREAM_MAX);
		check_equal(reset(&other), 0, "reset");
	}
	enable_io(&other);
	assert_in_range(lines(), 1, FLOOD_LINES);
	works();
}

/* Of the kernel's own driver, and of one that sends no identity; or of all zeros. */
static void zeros_are_refused(void **state)
{
	(void)state;
	memset(stream.data, 0, STREAM_MAX);
	stream.len = STREAM_MAX;
	check_equal(try_stream(4096), -EINVAL, "zeros");
	back_to_start("zeros");
	memset(stream.data, 0xff, STREAM_MAX);
	check_equal(try_stream(4096), -EINVAL, "ones");
	back_to_start("ones");
	check_no_object();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(each_is_refused_with_a_line),
		test(so_it_is_in_small_pieces),
		test(strange_ones_are_taken),
		test(any_byte_may_be_wrong),
		test(a_flood_does_not_fill_the_log),
		test(zeros_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
