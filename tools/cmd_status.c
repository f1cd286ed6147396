// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio status: what the drivers have counted, once or again and again. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "device/counters.h"
#include "device/driver.h"
#include "device/function.h"
#include "device/holders.h"
#include "device/migration.h"
#include "device/mode.h"
#include "device/uevent.h"
#include "out.h"

/* Moves the cursor to the top, and clears the terminal. */
#define TERMINAL_TOP "\033[H\033[J"

/**
 * struct watch - how to look again and again
 * @interval: in seconds; 0 for looking just once
 * @count: how often, 0 for until interrupted
 */
struct watch {
	double interval;
	long count;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static struct json_object *status_of(const struct function *function,
				     const struct holders *holders)
{
	bool owner = !strcmp(function->driver, OWNER_DRIVER);
	struct json_object *object = json_object_new_object();
	struct mode mode;

	out_put_text(object, "address", function->address);
	out_put_text(object, "type", function_type(function));
	out_put_text(object, "driver",
		     *function->driver ? function->driver : NULL);
	if (function->kind == FUNCTION_VF)
		out_put_text(object, "pf", function->pf);
	mode_read(&mode, function->address);
	out_put_text(object, "mode", *mode.name ? mode.name : NULL);
	out_put_text(object, "backend", *mode.backend ? mode.backend : NULL);
	out_put_text(object, "header", *mode.header ? mode.header : NULL);
	json_object_object_add(object, "users", holders_of(holders, function));
	out_put_bool(object, "users_complete", holders->complete);
	json_object_object_add(object, "counters",
			       counters_read(function->address,
					     owner ? "owner" : "legacy"));
	json_object_object_add(object, "migration",
			       migration_json(function->address));
	return object;
}

static bool is_of_interest(const struct function *function, const char *address)
{
	if (address)
		return !strcmp(function->address, address);
	return driver_is_ours(function->driver) ||
	       !strcmp(function->driver, OWNER_DRIVER);
}

/* Of one device, or of all that have a driver of this project. */
static struct json_object *look(const char *address)
{
	struct json_object *list = json_object_new_array();
	struct functions functions;
	struct holders holders;

	functions_find(&functions);
	holders_find(&holders);
	for (size_t i = 0; i < functions.nr; i++)
		if (is_of_interest(&functions.list[i], address))
			json_object_array_add(
				list, status_of(&functions.list[i], &holders));
	holders_free(&holders);
	functions_free(&functions);
	return list;
}

/* The same device's counters in an earlier look, or NULL. */
static struct json_object *counters_before(struct json_object *before,
					   const char *address)
{
	for (size_t i = 0; before && i < json_object_array_length(before);
	     i++) {
		struct json_object *one = json_object_array_get_idx(before, i);

		if (!strcmp(out_get_text(one, "address"), address))
			return json_object_object_get(one, "counters");
	}
	return NULL;
}

static void print_rate(const char *name, struct json_object *value,
		       struct json_object *before, double seconds)
{
	struct json_object *old;
	long long more;

	if (!before || !json_object_object_get_ex(before, name, &old) ||
	    !json_object_is_type(value, json_type_int))
		return;
	more = json_object_get_int64(value) - json_object_get_int64(old);
	if (more)
		printf("  %+.0f/s", more / seconds);
}

/* Of others it says nothing. */
static bool has_header(struct json_object *one)
{
	return !strcmp(out_get_text(one, "backend"), MODE_MEDIATED) &&
	       !strcmp(out_get_text(one, "type"), "network");
}

/* Nothing of one that has never been asked to change its state. */
static void print_migration(struct json_object *migration)
{
	char text[512];

	if (!migration || !json_object_object_get(migration, "last"))
		return;
	migration_text(migration, text, sizeof(text));
	printf("  migration: %s\n", text);
}

static void print_one(struct json_object *one, struct json_object *before,
		      double seconds)
{
	struct json_object *counters = json_object_object_get(one, "counters");
	struct json_object *users = json_object_object_get(one, "users");
	const char *driver = out_get_text(one, "driver");
	const char *mode = out_get_text(one, "mode");
	const char *backend = out_get_text(one, "backend");
	char text[256];

	printf("%s  %s, %s", out_get_text(one, "address"),
	       out_get_text(one, "type"), *driver ? driver : "no driver");
	if (*mode)
		printf(", mode %s", mode);
	if (*backend)
		printf(", backend %s", backend);
	if (has_header(one))
		printf(", header %s", out_get_text(one, "header"));
	holders_text(users, text, sizeof(text));
	printf("%s%s\n", *text ? ", in use by " : "", text);
	if (!counters) {
		puts("  no counters: it has no legacy interface");
		return;
	}
	json_object_object_foreach(counters, name, value)
	{
		printf("  %-40s %12s", counters_title(name),
		       json_object_get_string(value));
		print_rate(name, value, before, seconds);
		putchar('\n');
	}
	print_migration(json_object_object_get(one, "migration"));
}

static void print_all(struct json_object *list, struct json_object *before,
		      double seconds)
{
	size_t nr = json_object_array_length(list);

	for (size_t i = 0; i < nr; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		const char *address = out_get_text(one, "address");

		if (i)
			putchar('\n');
		print_one(one, counters_before(before, address), seconds);
	}
	if (!nr)
		puts("no device is bound to virtio-vfio-pci or virtio-owner");
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* So many of those that were told are shown. */
#define EVENTS 8

/**
 * struct told - an event, and when it came
 * @event: what it was
 * @time: of the clock
 */
struct told {
	struct uevent event;
	time_t time;
};

/**
 * struct events - what the drivers have told meanwhile
 * @fd: what they come from; negative: they cannot be heard
 * @address: of the device that is watched, or NULL
 * @list: the last ones
 * @nr: their number
 * @fresh: so many of them have come since the last look
 */
struct events {
	int fd;
	const char *address;
	struct told list[EVENTS];
	size_t nr;
	size_t fresh;
};

static bool is_watched(const struct events *events, const struct uevent *event)
{
	return !events->address || !strcmp(events->address, event->address) ||
	       !strcmp(events->address, event->pf);
}

static void take_events(struct events *events)
{
	struct uevent event;

	while (events->fd >= 0 && uevent_read(events->fd, &event)) {
		if (!is_watched(events, &event))
			continue;
		if (events->nr == EVENTS)
			memmove(&events->list[0], &events->list[1],
				--events->nr * sizeof(*events->list));
		events->list[events->nr].event = event;
		events->list[events->nr++].time = time(NULL);
		if (events->fresh < EVENTS)
			events->fresh++;
	}
}

/* Until it is time for the next look, or there is something to tell. */
static void pause_for(struct events *events, double seconds)
{
	struct pollfd poll_in = { .fd = events->fd, .events = POLLIN };
	double end = now() + seconds;

	for (; !interrupted && !events->fresh && seconds > 0;
	     seconds = end - now()) {
		/* less than it can wait for is no time either */
		if (poll(&poll_in, 1, seconds * 1000) <= 0 && seconds < 0.001)
			break;
		take_events(events);
	}
}

static struct json_object *events_json(const struct events *events)
{
	struct json_object *list = json_object_new_array(), *one;

	for (size_t i = events->nr - events->fresh; i < events->nr; i++) {
		const struct told *told = &events->list[i];

		one = json_object_new_object();
		json_object_object_add(one, "time",
				       json_object_new_int64(told->time));
		out_put_text(one, "address", told->event.address);
		out_put_text(one, "event", told->event.name);
		out_put_text(one, "pf",
			     *told->event.pf ? told->event.pf : NULL);
		out_put_number(one, "recoveries", told->event.recoveries);
		json_object_array_add(list, one);
	}
	return list;
}

static void print_events(const struct events *events)
{
	char when[16];

	for (size_t i = 0; i < events->nr; i++) {
		const struct told *told = &events->list[i];

		strftime(when, sizeof(when), "%H:%M:%S",
			 localtime(&told->time));
		printf("%s%s  %s %s\n", i ? "" : "\n", when,
		       told->event.address, uevent_text(&told->event));
	}
}

/* One look, as one line of a stream of JSON. */
static void print_line(struct json_object *list, const struct events *events)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, "time", json_object_new_int64(time(NULL)));
	json_object_object_add(line, "devices", json_object_get(list));
	json_object_object_add(line, "events", events_json(events));
	out_json_line(line);
	json_object_put(line);
}

static void print_look(struct json_object *list, struct json_object *before,
		       double seconds, struct events *events)
{
	bool terminal = isatty(STDOUT_FILENO);

	if (out_is_json()) {
		print_line(list, events);
	} else {
		if (terminal)
			fputs(TERMINAL_TOP, stdout);
		print_all(list, before, seconds);
		print_events(events);
		if (!terminal)
			putchar('\n');
	}
	events->fresh = 0;
}

static void keep_looking(const char *address, const struct watch *watch)
{
	struct events events = { .fd = uevent_open(), .address = address };
	struct sigaction action = { .sa_handler = on_interrupt };
	struct json_object *before = NULL, *list;
	double then = now(), seconds;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	for (long n = 1; !interrupted; n++) {
		list = look(address);
		take_events(&events);
		seconds = now() - then;
		then += seconds;
		print_look(list, before, seconds, &events);
		if (before)
			json_object_put(before);
		before = list;
		/* fflush() fails when the reader of a pipe has gone away */
		if (fflush(stdout) || n == watch->count ||
		    (address && !json_object_array_length(list)))
			break;
		pause_for(&events, watch->interval);
	}
	if (before)
		json_object_put(before);
	if (events.fd >= 0)
		close(events.fd);
}

static int show(const char *address, const struct watch *watch)
{
	struct json_object *list;

	if (watch->interval) {
		keep_looking(address, watch);
		return EXIT_DONE;
	}
	list = look(address);
	if (out_is_json())
		out_json(list);
	else
		print_all(list, NULL, 0);
	json_object_put(list);
	return EXIT_DONE;
}

/* Returns EXIT_DONE if there is anything to show of the device. */
static int check(const struct function *function)
{
	if (driver_is_ours(function->driver) ||
	    !strcmp(function->driver, OWNER_DRIVER))
		return EXIT_DONE;
	out_say("virtio-vfio: %s is not bound to a driver of this project; virtio-vfio %s",
		function->address,
		function->num_vfs > 0 ? "status shows those that are"
				      : "bind does that");
	return EXIT_ABSENT;
}

static bool take_positive(double *number, const char *text)
{
	char *end;

	*number = strtod(text, &end);
	return end != text && !*end && *number > 0 && *number < 1e6;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct function function = {};
	struct watch watch = {};
	double count, interval = 1;
	bool again = false;
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 'w':
			again = true;
			break;
		case 'i':
			if (!take_positive(&interval, optarg))
				return command_misused(command,
						       "how many seconds?");
			break;
		case 'n':
			if (!take_positive(&count, optarg))
				return command_misused(command, "how often?");
			watch.count = count;
			break;
		}
	}
	if (argc - optind > 1)
		return command_misused(command, "it takes one device, or none");
	if (again)
		watch.interval = interval;
	if (optind < argc) {
		ret = function_named_or_say(&function, argv[optind]);
		if (!ret)
			ret = check(&function);
		if (ret)
			return ret;
	}
	return show(*function.address ? function.address : NULL, &watch);
}

static const struct option options[] = {
	{ "watch", no_argument, NULL, 'w' },
	{ "interval", required_argument, NULL, 'i' },
	{ "count", required_argument, NULL, 'n' },
	{},
};

const struct command cmd_status = {
	.name = "status",
	.args = "[--watch [--interval SECONDS] [--count N]] [DEVICE]",
	.summary = "show what the drivers have counted",
	.options = options,
	.help = "  --watch             again and again, with rates, and what the drivers tell;\n"
		"                      JSON is a line each time\n"
		"  --interval SECONDS  every so many seconds (1)\n"
		"  --count N           so often, not until interrupted\n",
	.run = run,
};
