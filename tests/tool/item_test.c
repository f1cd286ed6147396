// SPDX-License-Identifier: GPL-2.0-only
/* Events put together, and the words for them. */
#include <stdbool.h>
#include <string.h>

#include "trace/item.h"
#include "trace/names.h"
#include "unit.h"
#include "virtio/feature.h"
#include "virtio/register.h"

#define NET 1

static struct trace_item items[16];
static size_t nr_items;

static void keep(const struct trace_item *item, void *opaque)
{
	assert_true(nr_items < 16);
	items[nr_items++] = *item;
}

static struct trace_join join;

static int start(void **state)
{
	memset(&join, 0, sizeof(join));
	join.emit = keep;
	nr_items = 0;
	return 0;
}

/* The try that comes after @failed others; opcodes begin at 2. */
static void command_after(unsigned int failed, enum access_kind access,
			  unsigned int offset, unsigned int len, uint64_t took,
			  unsigned int error)
{
	struct trace_event event = { .kind = TRACE_BACKEND,
				     .access = access,
				     .opcode = 2 + access,
				     .offset = offset,
				     .len = len,
				     .took = took,
				     .error = error,
				     .tries = failed + 1 };

	item_join(&join, &event);
}

static void command(enum access_kind access, unsigned int offset,
		    unsigned int len, uint64_t took)
{
	command_after(0, access, offset, len, took, 0);
}

static void no_command(enum access_kind access, unsigned int offset,
		       unsigned int len, uint64_t took)
{
	struct trace_event event = { .kind = TRACE_BACKEND,
				     .access = access,
				     .offset = offset,
				     .len = len,
				     .took = took,
				     .tries = 1 };

	item_join(&join, &event);
}

static void access_to(bool write, unsigned int space, unsigned int offset,
		      unsigned int len, uint64_t value)
{
	struct trace_event event = { .kind = TRACE_ACCESS,
				     .write = write,
				     .space = space,
				     .offset = offset,
				     .len = len,
				     .value = value };

	item_join(&join, &event);
}

static void assert_text(size_t item, const char *wanted)
{
	char text[384];

	assert_true(item < nr_items);
	item_text(text, sizeof(text), &items[item], NET);
	assert_string_equal(text, wanted);
}

static void an_access_has_its_command(void **state)
{
	command(ACCESS_COMMON_WRITE, 18, 1, 212345);
	assert_int_equal(nr_items, 0);
	access_to(true, SPACE_COMMON, 18, 1, 3);
	assert_int_equal(nr_items, 1);
	assert_text(
		0,
		"write status = ACKNOWLEDGE|DRIVER            cmd 0x2 off 18   212 us");
}

static void tries_are_one_line(void **state)
{
	command_after(0, ACCESS_COMMON_READ, 18, 1, 1000, 11);
	command_after(1, ACCESS_COMMON_READ, 18, 1, 2000, 11);
	command_after(2, ACCESS_COMMON_READ, 18, 1, 3000, 22);
	access_to(false, SPACE_COMMON, 18, 1, 3);
	assert_int_equal(nr_items, 1);
	assert_int_equal(items[0].tries, 3);
	assert_int_equal(items[0].took, 6000);
	assert_text(
		0,
		"read  status = ACKNOWLEDGE|DRIVER            cmd 0x3 off 18, 3 tries   6 us   FAILED: EINVAL");
}

static void a_whole_field_is_for_its_first_byte(void **state)
{
	command(ACCESS_DEVICE_READ, 0, 6, 1000);
	access_to(false, SPACE_DEVICE, 0, 1, 0x52);
	access_to(false, SPACE_DEVICE, 1, 1, 0x54);
	assert_int_equal(nr_items, 2);
	assert_int_equal(items[0].tries, 1);
	assert_int_equal(items[1].tries, 0);
}

static void a_command_for_something_else_is_the_driver_s_own(void **state)
{
	command(ACCESS_COMMON_WRITE, 22, 2, 1000);
	command(ACCESS_COMMON_WRITE, 8, 4, 2000);
	access_to(true, SPACE_COMMON, 8, 4, 0x1000);
	assert_int_equal(nr_items, 2);
	assert_int_equal(items[0].event.kind, TRACE_BACKEND);
	assert_text(
		1,
		"write queue_address = 0x1000 (at 0x1000000)  cmd 0x2 off 8   2 us");
	/* nor is one that is no other try of it */
	command(ACCESS_COMMON_WRITE, 8, 4, 1000);
	command(ACCESS_COMMON_WRITE, 8, 4, 2000);
	access_to(true, SPACE_COMMON, 8, 4, 0x1000);
	assert_int_equal(nr_items, 4);
	assert_int_equal(items[3].tries, 1);
	nr_items = 2;
	/* a read is not for a write */
	command(ACCESS_COMMON_READ, 8, 4, 1000);
	access_to(true, SPACE_COMMON, 8, 4, 0);
	assert_int_equal(nr_items, 4);
	assert_int_equal(items[3].tries, 0);
	/* common and device configuration are two things */
	command(ACCESS_DEVICE_WRITE, 0, 1, 1000);
	access_to(true, SPACE_COMMON, 0, 1, 0);
	assert_int_equal(nr_items, 6);
	/* what is left waits for nobody */
	command(ACCESS_NOTIFY_INFO, 0, 0, 1000);
	item_flush(&join);
	assert_int_equal(nr_items, 7);
	item_flush(&join);
	assert_int_equal(nr_items, 7);
}

static void what_was_no_command_has_its_kind(void **state)
{
	no_command(ACCESS_COMMON_WRITE, 18, 1, 3000);
	access_to(true, SPACE_COMMON, 18, 1, 3);
	assert_int_equal(nr_items, 1);
	assert_text(
		0,
		"write status = ACKNOWLEDGE|DRIVER            common write off 18   3 us");
	no_command(ACCESS_DEVICE_READ, 0, 6, 2000);
	access_to(false, SPACE_DEVICE, 0, 1, 0x52);
	assert_text(
		1,
		"read  mac[0] = 0x52                          device read off 0   2 us");
	no_command(ACCESS_NOTIFY_INFO, 0, 0, 0);
	item_flush(&join);
	assert_text(2,
		    "driver: notify info                          notify info");
	command(ACCESS_NOTIFY_INFO, 0, 0, 1000);
	item_flush(&join);
	assert_text(
		3,
		"driver: notify info                          cmd 0x6   1 us");
}

static void mediated(unsigned int error)
{
	struct trace_event event = { .kind = TRACE_BACKEND,
				     .access = ACCESS_COMMON_WRITE,
				     .backend = TRACE_BACKEND_MEDIATED,
				     .offset = 18,
				     .len = 1,
				     .error = error,
				     .tries = 1 };

	item_join(&join, &event);
	access_to(true, SPACE_COMMON, 18, 1, 3);
}

static void without_commands_it_has_its_backend(void **state)
{
	mediated(0);
	assert_text(
		0,
		"write status = ACKNOWLEDGE|DRIVER            mediated off 18");
	/* which has errors of its own, and all others */
	mediated(71);
	assert_text(
		1,
		"write status = ACKNOWLEDGE|DRIVER            mediated off 18   FAILED: it does not accept the features");
	mediated(4);
	assert_text(
		2,
		"write status = ACKNOWLEDGE|DRIVER            mediated off 18   FAILED: killed");
	assert_int_equal(names_backend_number("mediated"),
			 TRACE_BACKEND_MEDIATED);
	assert_int_equal(names_backend_number("nobody"), TRACE_BACKEND_OTHER);
	assert_null(names_backend(77));
}

static void a_device_is_started_with_features(void **state)
{
	struct trace_event event = { .kind = TRACE_STARTED,
				     .features = 0x300000010 };
	char text[ITEM_TEXT];

	item_join(&join, &event);
	assert_text(
		0, "device started, 0 queues: bit 4 VERSION_1 ACCESS_PLATFORM");
	items[0].event.queues = 1;
	items[0].event.features = 0;
	assert_text(0, "device started, 1 queue:");
	/* there is room for all */
	items[0].event.features = UINT64_MAX;
	item_text(text, sizeof(text), &items[0], NET);
	assert_string_equal(text + strlen(text) - 7, " bit 63");
}

static void an_access_of_a_newer_driver_is_shown(void **state)
{
	no_command(77, 3, 1, 1000);
	item_flush(&join);
	assert_text(
		0,
		"driver: ?                                    ? off 3   1 us");
}

static void assert_value(unsigned int space, unsigned int offset,
			 unsigned int len, uint64_t value, const char *wanted)
{
	char text[96];

	register_value(text, sizeof(text), NET, space, offset, len, value);
	assert_string_equal(text, wanted);
}

static void values_are_told_by_their_meaning(void **state)
{
	assert_value(SPACE_COMMON, 18, 1, 0x87,
		     "ACKNOWLEDGE|DRIVER|DRIVER_OK|FAILED");
	assert_value(SPACE_COMMON, 18, 1, 0x11, "ACKNOWLEDGE|0x10");
	assert_value(SPACE_COMMON, 18, 1, 0, "0");
	assert_value(SPACE_COMMON, 19, 1, 3, "QUEUE|CONFIGURATION");
	assert_value(SPACE_COMMON, 20, 2, 0xffff, "none");
	assert_value(SPACE_COMMON, 8, 4, 0, "0 (off)");
	assert_value(SPACE_DEVICE, 0, 6, 0x010177005452, "52:54:00:77:01:01");
	assert_value(SPACE_DEVICE, 0, 1, 0x52, "0x52");
	assert_value(SPACE_HOLE, 63, 1, 0xff, "0xff");
}

static void registers_have_names(void **state)
{
	char name[REGISTER_NAME];

	register_name(name, sizeof(name), NET, SPACE_DEVICE, 3, 1);
	assert_string_equal(name, "mac[3]");
	register_name(name, sizeof(name), NET, SPACE_DEVICE, 6, 2);
	assert_string_equal(name, "link_status");
	register_name(name, sizeof(name), 99, SPACE_DEVICE, 6, 2);
	assert_string_equal(name, "config[6]");
	register_name(name, sizeof(name), NET, 77, 6, 2);
	assert_string_equal(name, "bar0[6]");
}

static void features_are_those_of_the_type(void **state)
{
	assert_string_equal(feature_name(1, 5), "MAC");
	assert_string_equal(feature_name(2, 5), "RO");
	assert_string_equal(feature_name(2, 28), "INDIRECT_DESC");
	assert_string_equal(feature_name(4, 33), "ACCESS_PLATFORM");
	assert_null(feature_name(4, 5));
}

static void a_device_has_the_fields_that_its_features_give_it(void **state)
{
	unsigned int offset, len;

	assert_string_equal(register_device_field(2, 0, 0, &offset, &len),
			    "capacity");
	assert_int_equal(len, 8);
	assert_null(register_device_field(2, 1, 0, &offset, &len));
	assert_string_equal(register_device_field(2, 1, 1 << 6, &offset, &len),
			    "blk_size");
	assert_int_equal(offset, 20);
	assert_null(register_device_field(4, 0, UINT32_MAX, &offset, &len));
}

static void step(unsigned int from, unsigned int to, unsigned int error)
{
	struct trace_event event = { .kind = TRACE_MIGRATION,
				     .from = from,
				     .to = to,
				     .took = 1234567,
				     .error = error };

	item_join(&join, &event);
}

static void a_step_of_a_migration_has_its_states(void **state)
{
	step(2, 5, 0);
	assert_text(0, "migration running -> running-p2p             1234 us");
	step(1, 3, 110);
	assert_text(
		1,
		"migration stop -> stop-copy                  1234 us   FAILED: not answered in time");
	step(255, 6, 71);
	assert_text(
		2,
		"migration unknown -> pre-copy                1234 us   FAILED: EPROTO");
}

static void what_a_stopped_device_is_not_asked_is_told(void **state)
{
	struct trace_event event = { .kind = TRACE_ACCESS,
				     .space = SPACE_COMMON,
				     .offset = 18,
				     .len = 1,
				     .value = 255,
				     .served = SERVED_STOPPED };
	char text[ITEM_TEXT];

	item_join(&join, &event);
	item_text(text, sizeof(text), &items[0], NET);
	assert_string_equal(text + strlen(text) - 16, " nobody: stopped");
}

#define test(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_access_has_its_command),
		test(tries_are_one_line),
		test(a_whole_field_is_for_its_first_byte),
		test(a_command_for_something_else_is_the_driver_s_own),
		test(what_was_no_command_has_its_kind),
		test(without_commands_it_has_its_backend),
		test(a_device_is_started_with_features),
		test(an_access_of_a_newer_driver_is_shown),
		test(values_are_told_by_their_meaning),
		test(registers_have_names),
		test(features_are_those_of_the_type),
		test(a_device_has_the_fields_that_its_features_give_it),
		test(a_step_of_a_migration_has_its_states),
		test(what_a_stopped_device_is_not_asked_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
