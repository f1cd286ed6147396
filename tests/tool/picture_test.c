// SPDX-License-Identifier: GPL-2.0-only
/* What a picture shows of a trace. */
#include "trace/picture.h"
#include "unit.h"
#include "virtio/register.h"

static struct picture picture;

static int start(void **state)
{
	memset(&picture, 0, sizeof(picture));
	return 0;
}

static int stop(void **state)
{
	picture_free(&picture);
	return 0;
}

static void add(const struct trace_event *event)
{
	struct trace_item item = { .event = *event };

	assert_int_equal(picture_add(&picture, &item), 0);
}

static void write_register(uint64_t ns, unsigned int offset, uint64_t value)
{
	struct trace_event event = { .kind = TRACE_ACCESS,
				     .ns = ns,
				     .write = 1,
				     .offset = offset,
				     .value = value };

	add(&event);
}

static void kick(uint64_t ns, unsigned int queue, unsigned int path)
{
	add(&(struct trace_event){
		.kind = TRACE_KICK, .ns = ns, .queue = queue, .path = path });
}

/* An access that a command of so many ns was for. */
static void command(uint64_t ns, uint64_t took, unsigned int error)
{
	struct trace_item item = {
		.event = { .kind = TRACE_ACCESS,
			   .ns = ns + 1,
			   .space = SPACE_DEVICE,
			   .error = error },
		.tries = 1,
		.took = took,
		.backend = { .kind = TRACE_BACKEND,
			     .ns = ns,
			     .access = ACCESS_DEVICE_READ,
			     .opcode = 5,
			     .error = error },
	};

	assert_int_equal(picture_add(&picture, &item), 0);
}

static const struct picture_lane *lane(enum picture_kind kind,
				       unsigned int number)
{
	const struct picture_lane *found = picture_lane(&picture, kind, number);

	assert_non_null(found);
	return found;
}

static void happened(size_t i, const char *text)
{
	assert_true(i < picture.nr_marks[0]);
	assert_string_equal(picture.marks[0][i].text, text);
}

static void the_status_is_told_by_what_is_new(void **state)
{
	write_register(1, REG_STATUS, 0);
	write_register(2, REG_STATUS, 1);
	write_register(3, REG_STATUS, 3);
	write_register(4, REG_STATUS, 3);
	write_register(5, REG_STATUS, 7);
	write_register(6, REG_STATUS, 0x83);
	write_register(7, REG_STATUS, 0);
	assert_int_equal(picture.nr_marks[0], 6);
	happened(0, "reset");
	happened(1, "ACKNOWLEDGE");
	happened(2, "DRIVER");
	happened(3, "DRIVER_OK");
	happened(4, "ACKNOWLEDGE|DRIVER|FAILED");
	happened(5, "reset");
	assert_int_equal(picture.marks[0][3].ns, 5);
}

static void a_command_has_its_length(void **state)
{
	const struct picture_lane *commands;

	command(5000, 3000, 0);
	commands = lane(PICTURE_BACKEND, ACCESS_DEVICE_READ);
	assert_int_equal(commands->nr, 1);
	assert_int_equal(commands->spans[0].begin, 2000);
	assert_int_equal(commands->spans[0].end, 5000);
	assert_int_equal(picture.begin, 2000);
	assert_int_equal(picture.end, 5001);
	assert_int_equal(picture.commands, 1);
	assert_int_equal(picture.took, 3000);
	assert_int_equal(lane(PICTURE_READ, 0)->count, 1);
}

static void one_that_took_longer_than_there_was_begins_with_all(void **state)
{
	command(5, UINT64_MAX, 0);
	assert_int_equal(picture.begin, 0);
}

static void a_failure_is_counted_once_and_named(void **state)
{
	command(100, 10, 22);
	command(200, 10, 22);
	command(300, 10, 110);
	kick(400, 0, KICK_DROPPED);
	assert_int_equal(picture.failures, 4);
	assert_int_equal(picture.nr_marks[1], 3);
	assert_string_equal(picture.marks[1][0].text, "EINVAL");
	assert_int_equal(picture.marks[1][0].count, 2);
	assert_string_equal(picture.marks[1][1].text, "not answered in time");
	assert_string_equal(picture.marks[1][2].text, "kick dropped");
	assert_int_equal(lane(PICTURE_READ, 0)->spans[0].look, PICTURE_FAILED);
	assert_int_equal(lane(PICTURE_KICK, 0)->spans[0].look, PICTURE_FAILED);
}

static void queues_have_lanes_and_many_share_one(void **state)
{
	for (unsigned int i = 0; i < 1000; i++)
		kick(i, i, KICK_DOORBELL);
	assert_int_equal(lane(PICTURE_KICK, 0)->count, 1);
	assert_int_equal(lane(PICTURE_KICK, PICTURE_EACH)->count,
			 1000 - PICTURE_EACH);
	assert_int_equal(picture.nr_lanes, PICTURE_EACH + 1);
}

static void vectors_belong_to_queues(void **state)
{
	write_register(1, REG_CONFIG_VECTOR, 0);
	write_register(2, REG_QUEUE_SELECT, 2);
	write_register(3, REG_QUEUE_VECTOR, 3);
	assert_int_equal(picture.config_vector, 1);
	assert_int_equal(picture.vectors[2], 4);
	/* a guest that goes takes them away, and what was there is to be told */
	write_register(4, REG_QUEUE_VECTOR, 0xffff);
	assert_int_equal(picture.vectors[2], 4);
	write_register(5, REG_QUEUE_SELECT, 0xffff);
	write_register(6, REG_QUEUE_VECTOR, 3);
	add(&(struct trace_event){
		.kind = TRACE_VECTOR, .ns = 7, .vector = 3 });
	assert_int_equal(lane(PICTURE_VECTOR, 3)->count, 1);
}

static void however_much_there_is_the_memory_is_bounded(void **state)
{
	uint64_t count = 0;

	for (unsigned int i = 0; i < 300000; i++)
		kick(i * 1000ull, i % 3, KICK_DOORBELL + 2 * (i % 2));
	assert_true(picture.nr_spans <= 40000);
	assert_true(picture.nr_spans > 10000);
	assert_true(picture.close > 0);
	for (unsigned int i = 0; i < 3; i++)
		for (size_t j = 0; j < lane(PICTURE_KICK, i)->nr; j++)
			count += lane(PICTURE_KICK, i)->spans[j].count;
	assert_int_equal(count, 300000);
	assert_int_equal(picture.end - picture.begin, 299999000);
}

static void however_many_names_the_memory_is_bounded(void **state)
{
	for (unsigned int i = 0; i < 10000; i++)
		write_register(i, REG_STATUS, i % 2);
	assert_int_equal(picture.nr_marks[0], PICTURE_MARKS);
	assert_int_equal(picture.unnamed, 10000 - PICTURE_MARKS);
}

static void step(uint64_t ns, unsigned int from, unsigned int to,
		 unsigned int error)
{
	const struct trace_event event = {
		.kind = TRACE_MIGRATION,
		.ns = ns,
		.took = 40,
		.from = from,
		.to = to,
		.error = error,
	};

	add(&event);
}

static void steps_of_a_migration_and_what_is_between_have_lanes(void **state)
{
	const struct picture_lane *steps, *stops;

	step(100, 2, 5, 0);
	step(200, 5, 1, 0);
	step(300, 1, 3, 110);
	step(400, 1, 2, 0);
	steps = lane(PICTURE_MIGRATION, PICTURE_STEPS);
	assert_int_equal(steps->count, 4);
	assert_int_equal(steps->spans[1].begin, 160);
	assert_int_equal(steps->spans[2].look, PICTURE_FAILED);
	stops = lane(PICTURE_MIGRATION, PICTURE_STOPS);
	assert_int_equal(stops->count, 1);
	assert_int_equal(stops->spans[0].begin, 60);
	assert_int_equal(stops->spans[0].end, 400);
	happened(0, "to running-p2p");
	happened(2, "to running");
	assert_string_equal(picture.marks[1][0].text,
			    "not to stop-copy: not answered in time");
	assert_int_equal(picture.failures, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_status_is_told_by_what_is_new),
		TEST(a_command_has_its_length),
		TEST(one_that_took_longer_than_there_was_begins_with_all),
		TEST(a_failure_is_counted_once_and_named),
		TEST(queues_have_lanes_and_many_share_one),
		TEST(vectors_belong_to_queues),
		TEST(however_much_there_is_the_memory_is_bounded),
		TEST(however_many_names_the_memory_is_bounded),
		TEST(steps_of_a_migration_and_what_is_between_have_lanes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
