// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio trace: what a guest does to its device, as it happens. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "device/driver.h"
#include "device/function.h"
#include "out.h"
#include "trace/last.h"
#include "trace/live.h"
#include "trace/picture.h"
#include "trace/print.h"
#include "trace/recording.h"
#include "trace/svg.h"
#include "virtio/type.h"

#define LOOK_EVERY_MS 100

#define SVG_WIDTH 1200

/**
 * struct trace - what one call of the command is to do, and how far it is
 * @seconds: to listen; 0: no end
 * @until_close: end when the device is closed
 * @only_summary: no line for each event
 * @record: name of a file to write, or NULL
 * @replay: name of a file to read, or NULL
 * @svg: name of a file for a picture, or NULL
 * @width: of that; pixels
 * @svg_file: that file
 * @picture: of it all
 * @file: that file; with its VF
 * @last: the same, for a report
 * @join: puts lines together
 * @summary: of it all
 * @begun: the time of the first event
 * @closed: the device has been
 * @error: not enough memory
 */
struct trace {
	unsigned long seconds;
	bool until_close;
	bool only_summary;
	const char *record;
	const char *replay;
	const char *svg;
	unsigned long width;
	FILE *svg_file;
	struct picture picture;
	struct recording file;
	struct last last;
	struct trace_join join;
	struct summary summary;
	uint64_t begun;
	bool closed;
	int error;
};

static void on_item(const struct trace_item *item, void *opaque)
{
	struct trace *trace = opaque;

	if (trace->svg && picture_add(&trace->picture, item))
		trace->error = -ENOMEM;
	/* the access before says that it was one */
	if (item->event.kind == TRACE_KICK && item->event.path == KICK_COMMAND)
		return;
	if (!trace->only_summary)
		print_item(item, trace->file.virtio_id, trace->begun);
}

static void on_event(const struct trace_event *event, void *opaque)
{
	struct trace_event told = *event;
	struct trace *trace = opaque;

	if (trace->until_close && trace->closed)
		return;
	if (!trace->summary.events)
		trace->begun = event->ns;
	if (trace->record)
		recording_write(&trace->file, event);
	if (!trace->replay)
		last_write(&trace->last, event);
	if (summary_add(&trace->summary, event))
		trace->error = -ENOMEM;
	if (event->kind == TRACE_STARTED)
		told.queues = summary_queues_up(&trace->summary);
	item_join(&trace->join, &told);
	if (event->kind == TRACE_SESSION && !event->open)
		trace->closed = true;
}

/* Before anything else, so that nobody waits for what cannot be written. */
static int open_svg(struct trace *trace)
{
	if (!trace->svg)
		return EXIT_DONE;
	trace->svg_file = fopen(trace->svg, "w");
	if (trace->svg_file)
		return EXIT_DONE;
	out_say("virtio-vfio trace: %s: %s", trace->svg, strerror(errno));
	return errno == EACCES ? EXIT_DENIED : EXIT_FAILED;
}

static int draw(struct trace *trace)
{
	struct svg_head head = {
		.address = trace->file.address,
		.virtio_id = trace->file.virtio_id,
		.width = trace->width,
	};
	int ret = svg_draw(trace->svg_file, &trace->picture, &head);
	bool failed = ferror(trace->svg_file);

	picture_free(&trace->picture);
	if (!fclose(trace->svg_file) && !failed && !ret)
		return EXIT_DONE;
	out_say("virtio-vfio trace: cannot write %s: %s", trace->svg,
		strerror(ret ? -ret : errno));
	return EXIT_FAILED;
}

static int end(struct trace *trace, int code)
{
	item_flush(&trace->join);
	if (trace->svg && draw(trace))
		code = EXIT_FAILED;
	print_summary(&trace->summary, trace->file.address,
		      trace->file.virtio_id);
	summary_free(&trace->summary);
	if (trace->error) {
		out_say("virtio-vfio trace: %s", strerror(-trace->error));
		code = EXIT_FAILED;
	}
	return code;
}

static int replay(struct trace *trace)
{
	const char *name = trace->replay;
	struct trace_event event;
	enum recording_read what;
	int code = EXIT_DONE;

	trace->file.file = fopen(name, "r");
	if (!trace->file.file) {
		out_say("virtio-vfio trace: %s: %s", name, strerror(errno));
		return errno == EACCES ? EXIT_DENIED : EXIT_FAILED;
	}
	if (!recording_open(&trace->file)) {
		out_say("virtio-vfio trace: %s is no recording, or one of a newer version",
			name);
		fclose(trace->file.file);
		return EXIT_FAILED;
	}
	code = open_svg(trace);
	if (code) {
		fclose(trace->file.file);
		return code;
	}
	while (!trace->error) {
		what = recording_next(&trace->file, &event);
		if (what != RECORDING_EVENT)
			break;
		on_event(&event, trace);
	}
	code = end(trace, code);
	if (what == RECORDING_BAD) {
		out_say("virtio-vfio trace: %s: line %lu makes no sense; what follows was left out",
			name, trace->file.line);
		code = EXIT_FAILED;
	} else if (what == RECORDING_CUT_OFF) {
		out_say("virtio-vfio trace: %s: the end is missing", name);
		code = EXIT_FAILED;
	}
	fclose(trace->file.file);
	return code;
}

/* A descriptor that becomes readable when a signal asks to end. */
static int end_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

static bool is_over(const struct trace *trace, uint64_t begun_ms)
{
	if (trace->error || ferror(stdout))
		return true;
	if (trace->until_close && trace->closed)
		return true;
	return trace->seconds &&
	       now_ms() - begun_ms >= trace->seconds * 1000ull;
}

static int listen_to(struct trace *trace, struct trace_live *live)
{
	struct pollfd signals = { .fd = end_signals(), .events = POLLIN };
	uint64_t begun_ms = now_ms();
	int ret = 0;

	while (!ret && !is_over(trace, begun_ms)) {
		if (poll(&signals, 1, LOOK_EVERY_MS) > 0)
			break;
		ret = live_read(live, false, on_event, trace);
	}
	live_stop(live);
	if (!ret)
		ret = live_read(live, true, on_event, trace);
	close(signals.fd);
	return ret;
}

static int close_record(struct trace *trace)
{
	bool failed;

	recording_end(&trace->file);
	failed = ferror(trace->file.file);
	if (fclose(trace->file.file) || failed) {
		out_say("virtio-vfio trace: cannot write %s: %s", trace->record,
			strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}

static int listen_live(struct trace *trace, const struct function *function)
{
	struct trace_live *live;
	char why[256] = "";
	int ret, code;

	snprintf(trace->file.address, sizeof(trace->file.address), "%s",
		 function->address);
	trace->file.virtio_id = type_of_device(function->device_id);

	ret = live_open(&live, function->address, why, sizeof(why));
	if (ret) {
		out_say("virtio-vfio trace: %s", *why ? why : strerror(-ret));
		return ret == -EACCES || ret == -EPERM ? EXIT_DENIED
		       : ret == -ENOENT		       ? EXIT_ABSENT
						       : EXIT_FAILED;
	}
	code = open_svg(trace);
	if (code) {
		live_close(live);
		return code;
	}
	if (trace->record) {
		trace->file.file = fopen(trace->record, "w");
		if (!trace->file.file) {
			out_say("virtio-vfio trace: %s: %s", trace->record,
				strerror(errno));
			live_close(live);
			return EXIT_FAILED;
		}
		recording_begin(&trace->file);
	}
	last_begin(&trace->last, trace->file.address, trace->file.virtio_id);
	out_say("listening to %s%s", function->address,
		trace->seconds || trace->until_close ? "" : "; Ctrl-C ends it");
	ret = listen_to(trace, live);
	live_close(live);
	last_end(&trace->last);
	if (trace->record)
		code = close_record(trace);
	if (ret) {
		out_say("virtio-vfio trace: cannot read the trace: %s",
			strerror(-ret));
		code = EXIT_FAILED;
	}
	return end(trace, code);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct trace trace = {
		.join = { .emit = on_item, .opaque = &trace },
		.width = SVG_WIDTH,
	};
	struct function function;
	char *rest = "";
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 's':
			trace.seconds = strtoul(optarg, &rest, 10);
			if (*rest || !trace.seconds ||
			    trace.seconds > 1000000000)
				return command_misused(
					command, "--seconds takes a number");
			break;
		case 'c':
			trace.until_close = true;
			break;
		case 'q':
			trace.only_summary = true;
			break;
		case 'r':
			trace.record = optarg;
			break;
		case 'p':
			trace.replay = optarg;
			break;
		case 'g':
			trace.svg = optarg;
			break;
		case 'w':
			trace.width = strtoul(optarg, &rest, 10);
			if (*rest || trace.width < SVG_NARROWEST ||
			    trace.width > SVG_WIDEST)
				return command_misused(
					command,
					"--width takes a number of pixels, from 400 to 10000");
			break;
		}
	}
	if (trace.replay) {
		if (optind < argc || trace.record || trace.seconds ||
		    trace.until_close)
			return command_misused(
				command,
				"--replay goes with --summary and --svg alone");
		return replay(&trace);
	}
	if (argc - optind != 1)
		return command_misused(command, "it takes one function");
	ret = function_named_or_say(&function, argv[optind]);
	if (ret)
		return ret;
	if (!driver_is_ours(function.driver)) {
		out_say("virtio-vfio trace: %s is not bound to " OUR_DRIVER
			": virtio-vfio bind %s",
			function.address, function.address);
		return EXIT_ABSENT;
	}
	return listen_live(&trace, &function);
}

static const struct option options[] = {
	{ "seconds", required_argument, NULL, 's' },
	{ "until-close", no_argument, NULL, 'c' },
	{ "summary", no_argument, NULL, 'q' },
	{ "record", required_argument, NULL, 'r' },
	{ "replay", required_argument, NULL, 'p' },
	{ "svg", required_argument, NULL, 'g' },
	{ "width", required_argument, NULL, 'w' },
	{},
};

#define DRAWN "[--summary] [--svg FILE [--width PIXELS]]"

const struct command cmd_trace = {
	.name = "trace",
	.args = "[--seconds N] [--until-close] [--record FILE] " DRAWN
		" DEVICE | --replay FILE " DRAWN,
	.summary = "show what a guest does to its device, as it happens",
	.options = options,
	.help = "  --seconds N      listen so long; else until Ctrl-C\n"
		"  --until-close    end when the device is closed\n"
		"  --summary        print nothing but the summary at the end\n"
		"  --record FILE    write what happens to a file, too\n"
		"  --replay FILE    show what such a file has\n"
		"  --svg FILE       draw it, too, as a picture for a browser\n"
		"  --width PIXELS   so wide (1200)\n",
	.run = run,
};
