// SPDX-License-Identifier: GPL-2.0-only
/* A picture, as a text; how it looks is for the browser of pictures.t. */
#include "trace/svg.h"
#include "unit.h"

static struct picture picture;
static struct svg_head head;
static char *text;

static int start(void **state)
{
	memset(&picture, 0, sizeof(picture));
	head.address = "0000:01:00.1";
	head.virtio_id = 1;
	head.width = SVG_NARROWEST;
	return 0;
}

static int stop(void **state)
{
	picture_free(&picture);
	free(text);
	text = NULL;
	return 0;
}

static void draw(void)
{
	size_t len;
	FILE *to;

	free(text);
	to = open_memstream(&text, &len);
	assert_int_equal(svg_draw(to, &picture, &head), 0);
	fclose(to);
	assert_int_equal(strncmp(text, "<svg ", 5), 0);
	assert_string_equal(text + len - 7, "</svg>\n");
}

static void add(const struct trace_event *event)
{
	struct trace_item item = { .event = *event };

	assert_int_equal(picture_add(&picture, &item), 0);
}

static void kick(unsigned int path)
{
	struct trace_event event = { .kind = TRACE_KICK, .path = path };

	add(&event);
}

static void has(const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("no %s in %s", wanted, text);
}

static void has_not(const char *what)
{
	if (strstr(text, what))
		fail_msg("%s in %s", what, text);
}

static void nothing_is_a_picture_too(void **state)
{
	draw();
	has(">nothing happened<");
	has_not("nan");
}

static void what_a_recording_says_of_itself_is_escaped(void **state)
{
	head.address = "<a&\"b>";
	draw();
	has("&lt;a&amp;&quot;b&gt;");
	has_not("<a&");
}

static void one_event_is_a_picture(void **state)
{
	for (unsigned int kind = 0; kind < TRACE_KINDS; kind++) {
		start(NULL);
		add(&(struct trace_event){ .kind = kind, .ns = UINT64_MAX });
		draw();
		has_not("nan");
		has_not("inf");
		stop(NULL);
	}
}

static void the_legend_has_what_there_is(void **state)
{
	kick(KICK_IOEVENTFD);
	draw();
	has("kick by ioeventfd");
	has_not("kick by doorbell");
	has_not("taller");
	kick(KICK_DOORBELL);
	draw();
	has("kick by doorbell");
	has("up to 2<");
}

static void interrupts_are_those_of_queues(void **state)
{
	picture.vectors[0] = 2;
	picture.vectors[1] = 2;
	picture.vectors[4] = 5;
	picture.config_vector = 1;
	for (unsigned int i = 0; i < 40; i++)
		add(&(struct trace_event){
			.kind = TRACE_VECTOR, .ns = i, .vector = i });
	draw();
	has(">configuration<");
	has(">queues 0-1<");
	has(">queue 4<");
	has(">vector 2<");
	has(">other vectors<");
}

static void a_migration_has_a_heading_of_its_own(void **state)
{
	kick(KICK_DOORBELL);
	draw();
	has_not("migration");
	add(&(struct trace_event){
		.kind = TRACE_MIGRATION, .ns = 1000000, .from = 2, .to = 5 });
	add(&(struct trace_event){
		.kind = TRACE_MIGRATION, .ns = 9000000, .from = 5, .to = 2 });
	draw();
	has(">migration<");
	has(">steps<");
	has(">stopped<");
	has(">device stopped<");
	has(">to running-p2p<");
}

/* Whatever it is, and however wide: 4 KiB a lane and wide as it is, at most. */
static void however_much_there_is_it_is_small(void **state)
{
	size_t narrow;

	for (unsigned int i = 0; i < 200000; i++)
		add(&(struct trace_event){ .kind = i % 5 ? TRACE_KICK
							 : TRACE_VECTOR,
					   .ns = i * 12345ull * (i % 7),
					   .queue = i % 4,
					   .vector = i % 3,
					   .path = i % 3 });
	head.width = 1200;
	draw();
	narrow = strlen(text);
	assert_true(narrow < 150000);
	head.width = SVG_WIDEST;
	draw();
	assert_true(strlen(text) < 10 * narrow);
}

static uint64_t random_number(void)
{
	static uint64_t seed = 88172645463325252ull;

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Small ones, any, and the largest. */
static uint64_t random_size(void)
{
	uint64_t number = random_number();

	switch (random_number() % 8) {
	case 0:
		return number;
	case 1:
		return UINT64_MAX - number % 3;
	case 2:
		return number % 3;
	default:
		return number % 100000000;
	}
}

static void random_item(struct trace_item *item)
{
	uint8_t *bytes = (uint8_t *)&item->event;

	for (size_t i = 0; i < sizeof(item->event); i++)
		bytes[i] = random_number() % 4 ? random_number() % 8
					       : random_number();
	item->event.kind = random_number() % TRACE_KINDS;
	item->event.ns = random_size();
	item->backend = item->event;
	item->tries = item->event.kind <= TRACE_BACKEND ? random_number() % 3
							: 0;
	item->took = random_size();
}

/* Each number that says where something is, from left to right. */
static void all_is_inside(void)
{
	static const char *const names[] = { " x=\"", " cx=\"" };
	double x;

	for (size_t i = 0; i < 2; i++)
		for (char *at = strstr(text, names[i]); at;
		     at = strstr(at, names[i])) {
			at += strlen(names[i]);
			x = strtod(at, NULL);
			assert_true(x >= 0);
			assert_true(x <= head.width);
		}
}

static void whatever_happens_is_drawn_inside(void **state)
{
	struct trace_item item;

	for (unsigned int round = 0; round < 400; round++) {
		stop(NULL);
		start(NULL);
		head.width = SVG_NARROWEST + random_number() % 2000;
		for (unsigned int nr = random_number() % 60; nr; nr--) {
			random_item(&item);
			assert_int_equal(picture_add(&picture, &item), 0);
		}
		draw();
		has_not("nan");
		has_not("inf\"");
		all_is_inside();
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_a_picture_too),
		TEST(what_a_recording_says_of_itself_is_escaped),
		TEST(one_event_is_a_picture),
		TEST(the_legend_has_what_there_is),
		TEST(interrupts_are_those_of_queues),
		TEST(however_much_there_is_it_is_small),
		TEST(whatever_happens_is_drawn_inside),
		TEST(a_migration_has_a_heading_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
