// SPDX-License-Identifier: GPL-2.0-only
/* Recordings: what was written is read, and nothing else is believed. */
#include <stdlib.h>
#include <string.h>

#include "trace/recording.h"
#include "trace/item.h"
#include "trace/summary.h"
#include "unit.h"

#define HEAD "virtio-vfio-trace 1 0000:01:00.1 1\n"

static const struct trace_event events[] = {
	{ .kind = TRACE_SESSION, .ns = 5, .open = 1 },
	{ .kind = TRACE_BACKEND,
	  .ns = 1000,
	  .access = 3,
	  .opcode = 5,
	  .offset = 18,
	  .len = 1,
	  .tries = 3,
	  .error = 11,
	  .took = UINT64_MAX,
	  .backend = TRACE_BACKEND_MEDIATED },
	{ .kind = TRACE_ACCESS,
	  .ns = 2000,
	  .write = 1,
	  .offset = 255,
	  .len = 255,
	  .value = UINT64_MAX,
	  .served = 5,
	  .error = UINT32_MAX },
	{ .kind = TRACE_KICK, .ns = 3000, .queue = 65535, .path = 3 },
	{ .kind = TRACE_INTERRUPT, .ns = 4000, .isr = 3 },
	{ .kind = TRACE_VECTOR, .ns = 4500, .vector = 2047 },
	{ .kind = TRACE_STARTED, .ns = 5000, .features = UINT64_MAX },
	{ .kind = TRACE_MIGRATION,
	  .ns = 6000,
	  .from = 2,
	  .to = 255,
	  .error = UINT32_MAX,
	  .took = UINT64_MAX },
	{ .kind = TRACE_LOST, .ns = UINT64_MAX, .lost = 7 },
};

#define EVENTS (sizeof(events) / sizeof(events[0]))

static void ignore(const struct trace_item *item, void *opaque)
{
	char text[ITEM_TEXT];

	item_text(text, sizeof(text), item, *(unsigned int *)opaque);
	assert_true(strlen(text) < sizeof(text));
}

/* All that replay does, but for the printing. Returns how reading ended. */
static enum recording_read read_all(char *text, size_t len, size_t *nr)
{
	struct recording file = {};
	struct trace_join join = { .emit = ignore, .opaque = &file.virtio_id };
	enum recording_read ret = RECORDING_BAD;
	struct summary summary = {};
	struct trace_event event;

	*nr = 0;
	/* fmemopen() wants a byte at least */
	file.file = len ? fmemopen(text, len, "r") : fopen("/dev/null", "r");
	assert_non_null(file.file);
	if (recording_open(&file)) {
		while ((ret = recording_next(&file, &event)) ==
		       RECORDING_EVENT) {
			++*nr;
			assert_int_equal(summary_add(&summary, &event), 0);
			item_join(&join, &event);
		}
		item_flush(&join);
		for (int i = 0; i < SUMMARY_ACCESSES; i++)
			summary_median(&summary.accesses[i]);
	}
	summary_free(&summary);
	fclose(file.file);
	return ret;
}

static enum recording_read read_text(const char *text)
{
	char *copy = strdup(text);
	enum recording_read ret;
	size_t nr;

	ret = read_all(copy, strlen(copy), &nr);
	free(copy);
	return ret;
}

static char *written(size_t *len)
{
	struct recording file = { .address = "0000:01:00.1", .virtio_id = 1 };
	char *text = NULL;

	file.file = open_memstream(&text, len);
	recording_begin(&file);
	for (size_t i = 0; i < EVENTS; i++)
		recording_write(&file, &events[i]);
	recording_end(&file);
	fclose(file.file);
	return text;
}

static void what_was_recorded_is_replayed(void **state)
{
	struct recording file = {};
	struct trace_event event;
	size_t len;
	char *text = written(&len);

	file.file = fmemopen(text, len, "r");
	assert_true(recording_open(&file));
	assert_string_equal(file.address, "0000:01:00.1");
	assert_int_equal(file.virtio_id, 1);
	for (size_t i = 0; i < EVENTS; i++) {
		assert_int_equal(recording_next(&file, &event),
				 RECORDING_EVENT);
		assert_memory_equal(&event, &events[i], sizeof(event));
	}
	assert_int_equal(recording_next(&file, &event), RECORDING_END);
	fclose(file.file);
	free(text);
}

static void one_that_was_cut_off_is_told_from_a_whole_one(void **state)
{
	size_t len, nr, lines = 0;
	char *text = written(&len);
	enum recording_read ret;

	for (size_t cut = 0; cut < len; cut++) {
		char *copy = malloc(cut + 1);

		memcpy(copy, text, cut);
		ret = read_all(copy, cut, &nr);
		free(copy);
		if (cut <= strlen(HEAD) - 1)
			assert_int_equal(ret, RECORDING_BAD);
		else
			assert_int_equal(ret, RECORDING_CUT_OFF);
		if (cut && text[cut - 1] == '\n')
			lines++;
		assert_int_equal(nr, lines ? lines - 1 : 0);
	}
	free(text);
}

static void what_is_no_recording_is_refused(void **state)
{
	assert_int_equal(read_text("end\n"), RECORDING_BAD);
	assert_int_equal(read_text("virtio-vfio-trace 2 x 1\nend\n"),
			 RECORDING_BAD);
	assert_int_equal(read_text("virtio-vfio-trace 1 x\nend\n"),
			 RECORDING_BAD);
	assert_int_equal(read_text("virtio-vfio-trace 1 x 1 1\nend\n"),
			 RECORDING_BAD);
	assert_int_equal(read_text(HEAD "end\n"), RECORDING_END);
}

static void numbers_that_no_event_has_are_refused(void **state)
{
	static const char *const lines[] = {
		"kick 1 65536 0",
		"kick 1 0 256",
		"kick 1 0",
		"kick 1 0 0 0",
		"kick 1 0 0 ",
		"kick 1  0 0",
		"kick -1 0 0",
		"kick 1 0 x",
		"kick 1 0 0x1",
		"kick",
		"kicks 1 0 0",
		"interrupt 1 256",
		"session 1 300",
		"access 1 0 0 256 1 0 0 0",
		"access 1 0 0 0 1 0",
		"backend 1 300 0 0 0 0 0 0 0",
		"backend 1 0 300 0 0 0 0 0 0",
		"backend 1 0 0 0 0 0 0 0",
		"backend 1 0 0 0 0 0 0 0 0 256",
		"backend 1 0 0 0 0 0 0 0 0 0 0",
		"backend 1 0 0 0 0 0 0 0 0 ",
		"started 1",
		"started 1 18446744073709551616",
		"lost 1 18446744073709551616",
		"vector 1",
		"vector 1 65536",
		"",
		"End",
		"\x01",
	};
	char text[256];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), HEAD "%s\nend\n", lines[i]);
		if (read_text(text) != RECORDING_BAD)
			fail_msg("\"%s\" was believed", lines[i]);
	}
}

static void an_older_one_does_not_tell_the_backend(void **state)
{
	char text[] = HEAD "backend 1 3 5 18 1 0 1 0 7000\nend\n";
	struct recording file = {};
	struct trace_event event;

	file.file = fmemopen(text, strlen(text), "r");
	assert_true(recording_open(&file));
	assert_int_equal(recording_next(&file, &event), RECORDING_EVENT);
	assert_int_equal(event.took, 7000);
	assert_int_equal(event.backend, TRACE_BACKEND_OTHER);
	assert_int_equal(recording_next(&file, &event), RECORDING_END);
	fclose(file.file);
}

static void a_line_without_an_end_is_refused(void **state)
{
	size_t len = 1 << 20, nr;
	char *text = malloc(len);

	memset(text, '1', len);
	memcpy(text, HEAD "kick ", strlen(HEAD "kick "));
	assert_int_equal(read_all(text, len, &nr), RECORDING_BAD);
	free(text);
}

/* Under the sanitizers, any byte may become any other. */
static void a_damaged_one_does_no_harm(void **state)
{
	static const char digits[] = "\n 0123456789-x";
	size_t len, nr;
	char *text = written(&len);
	char *copy = malloc(len);
	unsigned int seed = 1;

	for (int round = 0; round < 20000; round++) {
		memcpy(copy, text, len);
		for (int n = rand_r(&seed) % 8; n >= 0; n--) {
			size_t at = rand_r(&seed) % len;

			copy[at] = rand_r(&seed) % 2
					   ? digits[rand_r(&seed) %
						    (sizeof(digits) - 1)]
					   : rand_r(&seed);
		}
		read_all(copy, 1 + rand_r(&seed) % len, &nr);
	}
	free(copy);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_recorded_is_replayed),
		cmocka_unit_test(one_that_was_cut_off_is_told_from_a_whole_one),
		cmocka_unit_test(what_is_no_recording_is_refused),
		cmocka_unit_test(numbers_that_no_event_has_are_refused),
		cmocka_unit_test(an_older_one_does_not_tell_the_backend),
		cmocka_unit_test(a_line_without_an_end_is_refused),
		cmocka_unit_test(a_damaged_one_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
