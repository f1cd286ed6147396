// SPDX-License-Identifier: GPL-2.0-only
/* A tracing instance of its own, filtered for the VF; events are sorted by time. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event-parse.h>
#include <tracefs.h>

#include "trace/live.h"
#include "trace/names.h"

#define SYSTEM	 "virtio_vfio_pci"
#define VECTORS	 "irq"
#define VECTOR	 "irq_handler_entry"
#define INSTANCE "virtio-vfio-"

/* For each processor. Enough for a guest that notifies without a break. */
#define BUFFER_KB "4096"

/* An event may be written so many ns after its time stamp. */
#define WRITE_NS 20000000

/**
 * struct trace_live - a listener
 * @tep: knows the form of the events
 * @instance: with them
 * @events: read, and not yet given out
 * @nr: their number
 * @room: for so many
 * @error: that came up while reading
 */
struct trace_live {
	struct tep_handle *tep;
	struct tracefs_instance *instance;
	struct trace_event *events;
	size_t nr;
	size_t room;
	int error;
};

static void remove_instance(const char *dir, const char *name)
{
	char path[PATH_MAX];
	FILE *enable;

	/* an instance with events switched on cannot be removed */
	snprintf(path, sizeof(path), "%s/instances/%s/events/enable", dir,
		 name);
	enable = fopen(path, "w");
	if (enable) {
		fputs("0", enable);
		fclose(enable);
	}
	snprintf(path, sizeof(path), "%s/instances/%s", dir, name);
	rmdir(path);
}

/* Removes instances of killed processes, whose numbers are in the names. */
static void clean_up(const char *dir)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *instances;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/instances", dir);
	instances = opendir(path);
	if (!instances)
		return;
	while ((entry = readdir(instances))) {
		if (strncmp(entry->d_name, INSTANCE, strlen(INSTANCE)))
			continue;
		pid = atoi(entry->d_name + strlen(INSTANCE));
		if (pid > 0 && kill(pid, 0) && errno == ESRCH)
			remove_instance(dir, entry->d_name);
	}
	closedir(instances);
}

static int make_instance(struct trace_live *live, const char *address)
{
	char name[64], filter[64];

	snprintf(name, sizeof(name), INSTANCE "%d", getpid());
	live->instance = tracefs_instance_create(name);
	if (!live->instance)
		return -errno;
	snprintf(filter, sizeof(filter), "vf == \"%s\"", address);
	if (tracefs_instance_file_write(live->instance, "trace_clock", "mono") <
		    0 ||
	    tracefs_instance_file_write(live->instance, "buffer_size_kb",
					BUFFER_KB) < 0 ||
	    tracefs_instance_file_write(live->instance,
					"events/" SYSTEM "/filter", filter) < 0)
		return -errno;
	return tracefs_event_enable(live->instance, SYSTEM, NULL) ? -errno : 0;
}

/*
 * MSI-X of the device goes to the guest without our driver. The kernel's own tracepoint
 * has it by the name that vfio-pci-core gave it; where the hardware posts interrupts to
 * the guest's processor, nobody sees them. So it is no error if there is none.
 */
static void listen_to_vectors(struct trace_live *live, const char *address)
{
	char filter[96];

	snprintf(filter, sizeof(filter), "name ~ \"vfio-msix*(%s)\"", address);
	if (tracefs_instance_file_write(live->instance,
					"events/" VECTORS "/" VECTOR "/filter",
					filter) < 0)
		return;
	tracefs_event_enable(live->instance, VECTORS, VECTOR);
}

int live_open(struct trace_live **opened, const char *address, char *why,
	      size_t size)
{
	static const char *const systems[] = { SYSTEM, VECTORS, NULL };
	const char *dir = tracefs_tracing_dir();
	struct trace_live *live;
	int ret;

	if (!dir || access(dir, R_OK | X_OK)) {
		ret = dir ? -errno : -EACCES;
		snprintf(
			why, size,
			"the kernel's tracing cannot be used: %s; it takes root, and tracefs mounted at /sys/kernel/tracing",
			strerror(-ret));
		return ret;
	}

	live = calloc(1, sizeof(*live));
	if (!live)
		return -ENOMEM;
	live->tep = tracefs_local_events_system(NULL, systems);
	if (!live->tep ||
	    !tep_find_event_by_name(live->tep, SYSTEM, "vvp_kick")) {
		snprintf(
			why, size,
			"the kernel has no tracepoints of virtio-vfio-pci: the module is not loaded, or an older one");
		ret = -ENOENT;
		goto err;
	}
	clean_up(dir);
	ret = make_instance(live, address);
	if (ret) {
		snprintf(why, size, "cannot switch the tracepoints on: %s",
			 strerror(-ret));
		goto err;
	}
	listen_to_vectors(live, address);
	*opened = live;
	return 0;

err:
	live_close(live);
	return ret;
}

void live_stop(struct trace_live *live)
{
	tracefs_event_disable(live->instance, SYSTEM, NULL);
	tracefs_event_disable(live->instance, VECTORS, VECTOR);
}

void live_close(struct trace_live *live)
{
	if (live->instance) {
		live_stop(live);
		tracefs_instance_destroy(live->instance);
		tracefs_instance_free(live->instance);
	}
	if (live->tep)
		tep_free(live->tep);
	free(live->events);
	free(live);
}

static struct trace_event *add(struct trace_live *live, enum trace_kind kind,
			       uint64_t ns)
{
	struct trace_event *more;
	size_t room;

	if (live->nr == live->room) {
		room = live->room ? 2 * live->room : 1024;
		more = realloc(live->events, room * sizeof(*more));
		if (!more) {
			live->error = -ENOMEM;
			return NULL;
		}
		live->events = more;
		live->room = room;
	}
	more = &live->events[live->nr++];
	memset(more, 0, sizeof(*more));
	more->kind = kind;
	more->ns = ns;
	return more;
}

/* 0 for a field that this driver does not have. */
static uint64_t number(struct tep_event *event, struct tep_record *record,
		       const char *name)
{
	struct tep_format_field *field = tep_find_field(event, name);
	unsigned long long value = 0;

	if (field)
		tep_read_number_field(field, record->data, &value);
	return value;
}

static unsigned int backend_of(struct tep_event *format,
			       struct tep_record *record)
{
	int len = 0;
	char *name =
		tep_get_field_raw(NULL, format, "backend", record, &len, 0);
	char text[32];

	if (!name || len <= 0)
		return TRACE_BACKEND_OTHER;
	snprintf(text, sizeof(text), "%.*s", len, name);
	return names_backend_number(text);
}

#define GET(to, name) ((to) = number(format, record, name))

static void take(struct trace_live *live, enum trace_kind kind,
		 struct tep_event *format, struct tep_record *record)
{
	struct trace_event *event = add(live, kind, record->ts);

	if (!event)
		return;
	switch (kind) {
	case TRACE_ACCESS:
		GET(event->write, "write");
		GET(event->space, "space");
		GET(event->offset, "offset");
		GET(event->len, "len");
		GET(event->value, "value");
		GET(event->served, "served");
		GET(event->error, "error");
		break;
	case TRACE_BACKEND:
		GET(event->access, "access");
		GET(event->opcode, "opcode");
		GET(event->offset, "offset");
		GET(event->len, "len");
		GET(event->posted, "posted");
		GET(event->tries, "tries");
		GET(event->error, "error");
		GET(event->took, "ns");
		event->backend = backend_of(format, record);
		break;
	case TRACE_KICK:
		GET(event->queue, "queue");
		GET(event->path, "path");
		break;
	case TRACE_INTERRUPT:
		GET(event->isr, "isr");
		break;
	case TRACE_STARTED:
		GET(event->features, "features");
		break;
	case TRACE_MIGRATION:
		GET(event->from, "from");
		GET(event->to, "to");
		GET(event->error, "error");
		GET(event->took, "ns");
		break;
	default:
		GET(event->open, "open");
	}
}

static void take_vector(struct trace_live *live, struct tep_event *format,
			struct tep_record *record)
{
	struct trace_event *event;
	unsigned int vector;
	int len = 0;
	char *name = tep_get_field_raw(NULL, format, "name", record, &len, 0);
	char text[64];

	if (!name || len <= 0)
		return;
	snprintf(text, sizeof(text), "%.*s", len, name);
	if (sscanf(text, "vfio-msix[%u](", &vector) != 1)
		return;
	event = add(live, TRACE_VECTOR, record->ts);
	if (event)
		event->vector = vector;
}

static int on_event(struct tep_event *format, struct tep_record *record,
		    int cpu, void *opaque)
{
	static const char *const names[] = {
		[TRACE_ACCESS] = "vvp_legacy_access",
		[TRACE_BACKEND] = "vvp_backend_access",
		[TRACE_KICK] = "vvp_kick",
		[TRACE_INTERRUPT] = "vvp_interrupt",
		[TRACE_SESSION] = "vvp_session",
		[TRACE_STARTED] = "vvp_started",
		[TRACE_MIGRATION] = "vvp_migration",
	};
	struct trace_live *live = opaque;
	struct trace_event *lost;

	(void)cpu;
	if (record->missed_events) {
		lost = add(live, TRACE_LOST, record->ts);
		if (lost && record->missed_events > 0)
			lost->lost = record->missed_events;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] && !strcmp(format->name, names[i]))
			take(live, i, format, record);
	if (!strcmp(format->name, VECTOR))
		take_vector(live, format, record);
	return live->error;
}

/* Stable, as two events of one processor may have the same time. */
static void sort(struct trace_event *events, size_t nr)
{
	struct trace_event event;
	size_t at;

	for (size_t i = 1; i < nr; i++) {
		event = events[i];
		for (at = i; at && events[at - 1].ns > event.ns; at--)
			events[at] = events[at - 1];
		events[at] = event;
	}
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

int live_read(struct trace_live *live, bool all,
	      void (*emit)(const struct trace_event *event, void *opaque),
	      void *opaque)
{
	uint64_t complete = all ? UINT64_MAX : now() - WRITE_NS;
	size_t given = 0;
	int ret;

	ret = tracefs_iterate_raw_events(live->tep, live->instance, NULL, 0,
					 on_event, live);
	if (live->error)
		return live->error;
	if (ret < 0)
		return errno ? -errno : -EIO;

	sort(live->events, live->nr);
	while (given < live->nr && live->events[given].ns <= complete)
		emit(&live->events[given++], opaque);
	live->nr -= given;
	memmove(live->events, live->events + given,
		live->nr * sizeof(*live->events));
	return 0;
}
