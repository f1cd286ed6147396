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
#include "device/function.h"
#include "out.h"
#include "trace/live.h"
#include "trace/print.h"
#include "trace/recording.h"
#include "virtio/type.h"

#define LOOK_EVERY_MS 100

/**
 * struct session - one call
 * @seconds: to listen; 0: no end
 * @until_close: end when the device is closed
 * @only_summary: no line for each event
 * @record: name of a file to write, or NULL
 * @replay: name of a file to read, or NULL
 * @file: that file; its VF is the session's
 * @join: puts lines together
 * @summary: of it all
 * @begun: the time of the first event
 * @closed: the device has been
 * @error: not enough memory
 */
struct session {
	unsigned long seconds;
	bool until_close;
	bool only_summary;
	const char *record;
	const char *replay;
	struct recording file;
	struct trace_join join;
	struct summary summary;
	uint64_t begun;
	bool closed;
	int error;
};

static void on_item(const struct trace_item *item, void *opaque)
{
	struct session *session = opaque;

	/* the access before says that it was one */
	if (item->event.kind == TRACE_KICK && item->event.path == PATH_COMMAND)
		return;
	if (!session->only_summary)
		print_item(item, session->file.virtio_id, session->begun);
}

static void on_event(const struct trace_event *event, void *opaque)
{
	struct session *session = opaque;

	if (session->until_close && session->closed)
		return;
	if (!session->summary.events)
		session->begun = event->ns;
	if (session->record)
		recording_write(&session->file, event);
	if (summary_add(&session->summary, event))
		session->error = -ENOMEM;
	item_join(&session->join, event);
	if (event->kind == TRACE_SESSION && !event->open)
		session->closed = true;
}

static int end(struct session *session, int code)
{
	item_flush(&session->join);
	print_summary(&session->summary, session->file.address,
		      session->file.virtio_id);
	summary_free(&session->summary);
	if (session->error) {
		out_say("virtio-vfio trace: %s", strerror(-session->error));
		code = EXIT_FAILED;
	}
	return code;
}

static int replay(struct session *session)
{
	const char *name = session->replay;
	struct trace_event event;
	enum recording_read what;
	int code = EXIT_DONE;

	session->file.file = fopen(name, "r");
	if (!session->file.file) {
		out_say("virtio-vfio trace: %s: %s", name, strerror(errno));
		return errno == EACCES ? EXIT_DENIED : EXIT_FAILED;
	}
	if (!recording_open(&session->file)) {
		out_say("virtio-vfio trace: %s is no recording, or one of a newer version",
			name);
		fclose(session->file.file);
		return EXIT_FAILED;
	}
	while (!session->error) {
		what = recording_next(&session->file, &event);
		if (what != RECORDING_EVENT)
			break;
		on_event(&event, session);
	}
	code = end(session, code);
	if (what == RECORDING_BAD) {
		out_say("virtio-vfio trace: %s: line %lu makes no sense; what follows was left out",
			name, session->file.line);
		code = EXIT_FAILED;
	} else if (what == RECORDING_CUT_OFF) {
		out_say("virtio-vfio trace: %s: the end is missing", name);
		code = EXIT_FAILED;
	}
	fclose(session->file.file);
	return code;
}

/* Signals that end it, to be waited for. */
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

static bool is_over(const struct session *session, uint64_t begun_ms)
{
	if (session->error || ferror(stdout))
		return true;
	if (session->until_close && session->closed)
		return true;
	return session->seconds &&
	       now_ms() - begun_ms >= session->seconds * 1000ull;
}

static int listen_to(struct session *session, struct trace_live *live)
{
	struct pollfd signals = { .fd = end_signals(), .events = POLLIN };
	uint64_t begun_ms = now_ms();
	int ret = 0;

	while (!ret && !is_over(session, begun_ms)) {
		if (poll(&signals, 1, LOOK_EVERY_MS) > 0)
			break;
		ret = live_read(live, false, on_event, session);
	}
	live_stop(live);
	if (!ret)
		ret = live_read(live, true, on_event, session);
	close(signals.fd);
	return ret;
}

static int close_record(struct session *session)
{
	bool failed;

	recording_end(&session->file);
	failed = ferror(session->file.file);
	if (fclose(session->file.file) || failed) {
		out_say("virtio-vfio trace: cannot write %s: %s",
			session->record, strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}

static int listen_live(struct session *session, const struct function *function)
{
	struct trace_live *live;
	char why[256] = "";
	int ret, code;

	snprintf(session->file.address, sizeof(session->file.address), "%s",
		 function->address);
	session->file.virtio_id = type_of_device(function->device_id);

	ret = live_open(&live, function->address, why, sizeof(why));
	if (ret) {
		out_say("virtio-vfio trace: %s", *why ? why : strerror(-ret));
		return ret == -EACCES || ret == -EPERM ? EXIT_DENIED
		       : ret == -ENOENT		       ? EXIT_ABSENT
						       : EXIT_FAILED;
	}
	code = EXIT_DONE;
	if (session->record) {
		session->file.file = fopen(session->record, "w");
		if (!session->file.file) {
			out_say("virtio-vfio trace: %s: %s", session->record,
				strerror(errno));
			live_close(live);
			return EXIT_FAILED;
		}
		recording_begin(&session->file);
	}
	out_say("listening to %s%s", function->address,
		session->seconds || session->until_close ? ""
							 : "; Ctrl-C ends it");
	ret = listen_to(session, live);
	live_close(live);
	if (session->record)
		code = close_record(session);
	if (ret) {
		out_say("virtio-vfio trace: cannot read the trace: %s",
			strerror(-ret));
		code = EXIT_FAILED;
	}
	return end(session, code);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct session session = {
		.join = { .emit = on_item, .opaque = &session },
	};
	struct function function;
	char *rest = "";
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 's':
			session.seconds = strtoul(optarg, &rest, 10);
			if (*rest || !session.seconds ||
			    session.seconds > 1000000000)
				return command_misused(
					command, "--seconds takes a number");
			break;
		case 'c':
			session.until_close = true;
			break;
		case 'q':
			session.only_summary = true;
			break;
		case 'r':
			session.record = optarg;
			break;
		case 'p':
			session.replay = optarg;
			break;
		}
	}
	if (session.replay) {
		if (optind < argc || session.record || session.seconds ||
		    session.until_close)
			return command_misused(
				command, "--replay goes with --summary alone");
		return replay(&session);
	}
	if (argc - optind != 1)
		return command_misused(command, "it takes one VF");
	ret = function_named_or_say(&function, argv[optind]);
	if (ret)
		return ret;
	if (strcmp(function.driver, OUR_DRIVER)) {
		out_say("virtio-vfio trace: %s is not bound to " OUR_DRIVER
			": virtio-vfio bind %s",
			function.address, function.address);
		return EXIT_ABSENT;
	}
	return listen_live(&session, &function);
}

static const struct option options[] = {
	{ "seconds", required_argument, NULL, 's' },
	{ "until-close", no_argument, NULL, 'c' },
	{ "summary", no_argument, NULL, 'q' },
	{ "record", required_argument, NULL, 'r' },
	{ "replay", required_argument, NULL, 'p' },
	{},
};

const struct command cmd_trace = {
	.name = "trace",
	.args = "[--seconds N] [--until-close] [--summary] [--record FILE] VF | --replay FILE",
	.summary = "show what a guest does to its device, as it happens",
	.options = options,
	.help = "  --seconds N      listen so long; else until Ctrl-C\n"
		"  --until-close    end when the device is closed\n"
		"  --summary        print nothing but the summary at the end\n"
		"  --record FILE    write what happens to a file, too\n"
		"  --replay FILE    show what such a file has\n",
	.run = run,
};
