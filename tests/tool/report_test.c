// SPDX-License-Identifier: GPL-2.0-only
/* Reports of what a migration needs: read, and compared as the driver compares. */
#include <errno.h>
#include <linux/kernel.h>
#include <stdlib.h>
#include <string.h>

#include "parts/report.h"
#include "unit.h"

#define NET                                                                    \
	"mode transitional\ntype 1\npci 1af4:1000\n"                           \
	"subsystem 1af4:0001\nbar0_size 64\n"                                  \
	"features 0x130bf8024 0x0\nqueues 3\nqueue_sizes 256 256 64\n"

static struct stream_identity source, own;
static char why[160];
static char told[32][REPORT_TEXT];
static size_t nr_told;

static int start(void **state)
{
	assert_int_equal(report_parse(&source, NET, why, sizeof(why)), 0);
	own = source;
	nr_told = 0;
	return 0;
}

static void tell(const char *text, void *opaque)
{
	assert_ptr_equal(opaque, &own);
	if (nr_told < 32)
		strcpy(told[nr_told], text);
	nr_told++;
}

static void differ(size_t nr)
{
	nr_told = 0;
	assert_int_equal(report_compare(&source, &own, tell, &own), nr);
	assert_int_equal(nr_told, nr);
}

static void a_report_is_read_as_the_driver_writes_it(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *to;

	assert_int_equal(source.mode, 1);
	assert_int_equal(source.virtio_id, 1);
	assert_int_equal(source.vendor, 0x1af4);
	assert_int_equal(source.device, 0x1000);
	assert_int_equal(source.subsystem_vendor, 0x1af4);
	assert_int_equal(source.subsystem, 1);
	assert_int_equal(source.bar0_size, 64);
	assert_true(source.has_features);
	assert_true(source.features[0] == 0x130bf8024);
	assert_true(source.features[1] == 0);
	assert_int_equal(source.nr_queues, 3);
	assert_int_equal(source.queue_size[2], 64);
	to = open_memstream(&text, &size);
	report_write(to, &source);
	fclose(to);
	assert_string_equal(text, NET);
	free(text);
}

static void what_is_new_or_a_remark_is_passed_over(void **state)
{
	assert_int_equal(
		report_parse(&own, "# a remark\r\n\n" NET "moon full\nstars\n",
			     why, sizeof(why)),
		0);
	assert_memory_equal(&own, &source, sizeof(own));
}

static void what_a_driver_need_not_say_may_be_missing(void **state)
{
	assert_int_equal(
		report_parse(&own,
			     "mode legacy\ntype 2\npci 1af4:1001\n"
			     "subsystem 1af4:0002\nbar0_size 128\nqueues 1\n",
			     why, sizeof(why)),
		0);
	assert_false(own.has_features);
	assert_int_equal(own.queue_size[0], 0);
	assert_string_equal(report_unsaid(&source, &own),
			    "device features, sizes of queues");
	assert_null(report_unsaid(&source, &source));
}

/* NET with another line in the place of that which begins so. */
static void refuse(const char *begin, const char *line, const char *wanted)
{
	const char *at = strstr(NET, begin);
	char text[512];

	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - NET), NET, line,
		 strchr(at, '\n'));
	assert_int_equal(report_parse(&own, text, why, sizeof(why)), -EINVAL);
	if (!strstr(why, wanted))
		fail_msg("\"%s\", not \"%s\"", why, wanted);
}

static void nothing_else_is_taken(void **state)
{
	static const char *const modes[] = { "mode", "mode ", "mode modem",
					     "mode transitional legacy" };
	static const char *const types[] = {
		"type",	    "type -1",	"type 65536",
		"type 0x1", "type 1 1", "type 99999999999999999999"
	};
	static const char *const ids[] = { "pci 1af4",	      "pci 1af4:",
					   "pci 1af4:10000",  "pci :1000",
					   "pci 1af4:1000:1", "pci 1af4 1000" };
	static const char *const features[] = {
		"features",
		"features 0x1",
		"features 0x1 0x2 0x3",
		"features 0x1,2",
		"features g 0",
		"features -1 0",
		"features 0x1  0",
		"features 0x1ffffffffffffffff 0"
	};
	static const char *const sizes[] = {
		"queue_sizes 256 256 64 1", "queue_sizes 65536",
		"queue_sizes 256,256", "queue_sizes x", "queue_sizes 1  2"
	};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		refuse("mode", modes[i], "\"mode\"");
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		refuse("type", types[i], "\"type\"");
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		refuse("pci", ids[i], "\"pci\"");
	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		refuse("features", features[i], "\"features\"");
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		refuse("queue_sizes", sizes[i], "queue");
	refuse("queues", "queues 1025", "\"queues\"");
	refuse("bar0_size", "bar0_size 4097", "\"bar0_size\"");
	refuse("type", "moon 1", "does not say what \"type\"");
	refuse("type", "type 1\ntype 1", "twice");
	assert_int_equal(report_parse(&own, "", why, sizeof(why)), -EINVAL);
	assert_int_equal(report_parse(&own, "{}", why, sizeof(why)), -EINVAL);
}

/* Bytes of a good one changed, taken out and doubled: it ends, and what it takes is one. */
static void whatever_it_is_it_ends(void **state)
{
	uint32_t seed = 1;
	char text[512];
	size_t taken = 0, nr;

	for (unsigned int round = 0; round < 20000; round++) {
		strcpy(text, NET);
		for (unsigned int i = 0; i <= round % 4; i++) {
			size_t at = (seed = seed * 1103515245 + 12345) >> 8;

			at %= strlen(text);
			switch (seed >> 4 & 3) {
			case 0:
				text[at] = '\0';
				strcat(text, "\n");
				break;
			case 1:
				text[at] = '0' + (seed >> 6) % 12;
				break;
			case 2:
				text[at] = "\n :x\xff-"[(seed >> 6) % 6];
				break;
			default:
				memmove(text + at, text + at + 1,
					strlen(text + at));
			}
			if (!*text)
				strcpy(text, "\n");
		}
		if (report_parse(&own, text, why, sizeof(why)))
			continue;
		taken++;
		assert_true(own.nr_queues <= STREAM_QUEUES);
		assert_true(own.mode < 3);
		nr_told = 0;
		nr = report_compare(&source, &own, tell, &own);
		assert_int_equal(nr, nr_told);
	}
	assert_true(taken > 100);
}

static void the_same_can_go_on(void **state)
{
	differ(0);
}

static void all_that_differs_is_told_and_not_the_first_alone(void **state)
{
	own.mode = 2;
	own.virtio_id = 2;
	own.vendor = 0x1af5;
	own.device = 0x1001;
	own.subsystem_vendor = 1;
	own.subsystem = 2;
	own.bar0_size = 128;
	own.features[0] ^= 1 << 5 | 1 << 16;
	own.nr_queues = 2;
	own.queue_size[1] = 128;
	differ(10);
	assert_string_equal(
		told[0],
		"mode: the source is transitional, this function is legacy");
	assert_string_equal(
		told[1],
		"virtio device id: the source has 0x1, this function has 0x2");
	assert_string_equal(
		told[6],
		"bytes of BAR0: the source has 64, this function has 128");
	assert_string_equal(told[8],
			    "queues: the source has 3, this function has 2");
	assert_string_equal(
		told[9],
		"size of queue 1: the source has 256, this function has 128");
}

static void features_have_names(void **state)
{
	own.features[0] ^= 1 << 5 | 1 << 16 | 1 << 0;
	differ(1);
	assert_string_equal(
		told[0],
		"device features: this function lacks bits 5, 16; the source lacks bits 0; not here: MAC STATUS; not there: CSUM");
	own.features[0] = source.features[0];
	own.features[1] = 1;
	differ(1);
	assert_string_equal(told[0],
			    "device features: the source lacks bits 64");
	own.features[0] = ~source.features[0];
	own.features[1] = UINT64_MAX;
	differ(1);
	assert_true(strlen(told[0]) < REPORT_TEXT);
}

static void queues_may_be_larger_for_drivers_that_choose(void **state)
{
	own.queue_size[0] = 1024;
	differ(0);
	source.mode = 2;
	own.mode = 2;
	differ(1);
	own.queue_size[0] = 128;
	own.queue_size[1] = 128;
	differ(2);
	own.queue_size[1] = 0;
	differ(1);
	assert_string_equal(report_unsaid(&source, &own), "sizes of queues");
}

#define test(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_report_is_read_as_the_driver_writes_it),
		test(what_is_new_or_a_remark_is_passed_over),
		test(what_a_driver_need_not_say_may_be_missing),
		test(nothing_else_is_taken),
		test(whatever_it_is_it_ends),
		test(the_same_can_go_on),
		test(all_that_differs_is_told_and_not_the_first_alone),
		test(features_have_names),
		test(queues_may_be_larger_for_drivers_that_choose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
