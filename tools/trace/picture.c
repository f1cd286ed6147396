// SPDX-License-Identifier: GPL-2.0-only
/* Lanes of spans, in bounded memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/names.h"
#include "trace/picture.h"
#include "virtio/register.h"

/* Of all lanes together: some twenty for each column of a wide picture. */
#define SPANS_MAX 40000

static struct picture_lane *lane_of(struct picture *picture,
				    enum picture_kind kind, unsigned int number)
{
	struct picture_lane *lane;

	for (size_t i = 0; i < picture->nr_lanes; i++) {
		lane = &picture->lanes[i];
		if (lane->kind == kind && lane->number == number)
			return lane;
	}
	if (picture->nr_lanes == PICTURE_LANES)
		return NULL;
	lane = &picture->lanes[picture->nr_lanes++];
	lane->kind = kind;
	lane->number = number;
	return lane;
}

const struct picture_lane *picture_lane(const struct picture *picture,
					enum picture_kind kind,
					unsigned int number)
{
	const struct picture_lane *lane;

	for (size_t i = 0; i < picture->nr_lanes; i++) {
		lane = &picture->lanes[i];
		if (lane->kind == kind && lane->number == number)
			return lane;
	}
	return NULL;
}

/* Into the one before, of the same look, if both are as close together as that. */
static bool put_together(struct picture_lane *lane,
			 const struct picture_span *span, uint64_t close)
{
	size_t place = lane->last[span->look];
	struct picture_span *last;
	uint64_t begin, end;

	if (!place || !close)
		return false;
	last = &lane->spans[place - 1];
	begin = span->begin < last->begin ? span->begin : last->begin;
	end = span->end > last->end ? span->end : last->end;
	if (end - begin > close)
		return false;
	last->begin = begin;
	last->end = end;
	last->count += span->count;
	return true;
}

/* Fewer, of each lane: neighbours that are as close together as that are one. */
static void thin_out(struct picture *picture)
{
	struct picture_lane *lane;
	size_t nr;

	picture->nr_spans = 0;
	for (size_t i = 0; i < picture->nr_lanes; i++) {
		lane = &picture->lanes[i];
		nr = lane->nr;
		lane->nr = 0;
		memset(lane->last, 0, sizeof(lane->last));
		for (size_t j = 0; j < nr; j++) {
			struct picture_span span = lane->spans[j];

			if (put_together(lane, &span, picture->close))
				continue;
			lane->spans[lane->nr++] = span;
			lane->last[span.look] = lane->nr;
		}
		picture->nr_spans += lane->nr;
	}
}

static int add_span(struct picture *picture, struct picture_lane *lane,
		    const struct picture_span *span)
{
	struct picture_span *more;
	size_t room;

	if (!lane)
		return 0;
	lane->count += span->count;
	if (put_together(lane, span, picture->close))
		return 0;
	if (lane->nr == lane->room) {
		room = lane->room ? 2 * lane->room : 64;
		more = realloc(lane->spans, room * sizeof(*more));
		if (!more)
			return -ENOMEM;
		lane->spans = more;
		lane->room = room;
	}
	lane->spans[lane->nr++] = *span;
	lane->last[span->look] = lane->nr;
	picture->nr_spans++;
	while (picture->nr_spans > SPANS_MAX) {
		picture->close = picture->close ? 2 * picture->close : 1;
		thin_out(picture);
	}
	return 0;
}

static void reach(struct picture *picture, uint64_t begin, uint64_t end)
{
	if (!picture->begun || begin < picture->begin)
		picture->begin = begin;
	if (!picture->begun || end > picture->end)
		picture->end = end;
	picture->begun = true;
}

static int add(struct picture *picture, enum picture_kind kind,
	       unsigned int number, uint64_t begin, uint64_t end,
	       enum picture_look look)
{
	struct picture_span span = {
		.begin = begin,
		.end = end,
		.count = 1,
		.look = look,
	};

	reach(picture, begin, end);
	return add_span(picture, lane_of(picture, kind, number), &span);
}

static void add_mark(struct picture *picture, uint64_t ns, bool failed,
		     const char *text)
{
	size_t *nr = &picture->nr_marks[failed];
	struct picture_mark *mark;

	reach(picture, ns, ns);
	if (*nr) {
		mark = &picture->marks[failed][*nr - 1];
		if (failed && !strcmp(mark->text, text)) {
			mark->count++;
			return;
		}
	}
	if (*nr == PICTURE_MARKS) {
		picture->unnamed++;
		return;
	}
	mark = &picture->marks[failed][(*nr)++];
	mark->ns = ns;
	mark->failed = failed;
	mark->count = 1;
	snprintf(mark->text, sizeof(mark->text), "%s", text);
}

static int add_backend(struct picture *picture, const struct trace_item *item)
{
	const struct trace_event *backend = &item->backend;
	unsigned int access = backend->access;
	uint64_t took = item->took < backend->ns ? item->took : backend->ns;
	enum picture_look look = PICTURE_TIMED;
	char text[PICTURE_NAME];

	if (access > ACCESS_KINDS)
		access = ACCESS_KINDS;
	if (backend->posted) {
		took = 0;
		look = PICTURE_POSTED;
	}
	if (backend->error) {
		look = PICTURE_FAILED;
		names_error(text, sizeof(text), backend->error,
			    backend->backend);
		picture->failures++;
		add_mark(picture, backend->ns, true, text);
	}
	picture->took += took;
	if (backend->backend)
		picture->backend = backend->backend;
	if (backend->opcode)
		picture->commands += item->tries;
	return add(picture, PICTURE_BACKEND, access, backend->ns - took,
		   backend->ns, look);
}

/* What is new in the status; all of it if something is gone. */
static void write_status(struct picture *picture,
			 const struct trace_event *event)
{
	uint8_t status = event->value, before = picture->status;
	char text[PICTURE_NAME];

	picture->status = status;
	if (!status)
		snprintf(text, sizeof(text), "reset");
	else if (status == before)
		return;
	else if (before & ~status)
		register_status(text, sizeof(text), status);
	else
		register_status(text, sizeof(text), status & ~before);
	add_mark(picture, event->ns, false, text);
}

static void write_register(struct picture *picture,
			   const struct trace_event *event)
{
	uint32_t vector = (event->value + 1) & 0xffff;

	switch (event->offset) {
	case REG_STATUS:
		write_status(picture, event);
		break;
	case REG_QUEUE_SELECT:
		picture->select = event->value;
		break;
	case REG_CONFIG_VECTOR:
		if (vector)
			picture->config_vector = vector;
		break;
	case REG_QUEUE_VECTOR:
		if (vector && picture->select < PICTURE_EACH)
			picture->vectors[picture->select] = vector;
		break;
	}
}

static int add_access(struct picture *picture, const struct trace_item *item)
{
	const struct trace_event *event = &item->event;
	enum picture_look look = PICTURE_KNOWN;

	if (event->served == SERVED_BACKEND)
		look = PICTURE_ASKED;
	if (event->error) {
		/* the backend's own has been counted */
		if (!item->tries || !item->backend.error)
			picture->failures++;
		look = PICTURE_FAILED;
	} else if (event->write && event->space == SPACE_COMMON) {
		write_register(picture, event);
	}
	return add(picture, event->write ? PICTURE_WRITE : PICTURE_READ, 0,
		   event->ns, event->ns, look);
}

static unsigned int each(unsigned int number)
{
	return number < PICTURE_EACH ? number : PICTURE_EACH;
}

static int add_kick(struct picture *picture, const struct trace_event *event)
{
	static const enum picture_look looks[KICK_PATHS] = {
		[KICK_DOORBELL] = PICTURE_DOORBELL,
		[KICK_COMMAND] = PICTURE_REGISTER,
		[KICK_IOEVENTFD] = PICTURE_IOEVENTFD,
		[KICK_DROPPED] = PICTURE_FAILED,
	};
	enum picture_look look = PICTURE_REGISTER;

	if (event->path < KICK_PATHS)
		look = looks[event->path];
	if (look == PICTURE_FAILED) {
		picture->failures++;
		add_mark(picture, event->ns, true, "kick dropped");
	}
	return add(picture, PICTURE_KICK, each(event->queue), event->ns,
		   event->ns, look);
}

static void add_started(struct picture *picture,
			const struct trace_event *event)
{
	char text[PICTURE_NAME];

	snprintf(text, sizeof(text), "started, %u queue%s", event->queues,
		 event->queues == 1 ? "" : "s");
	add_mark(picture, event->ns, false, text);
}

static int add_migration(struct picture *picture,
			 const struct trace_event *event)
{
	uint64_t took = event->took < event->ns ? event->took : event->ns;
	enum picture_look look = PICTURE_STEP;
	char text[PICTURE_NAME], error[PICTURE_NAME / 2];

	if (event->error) {
		look = PICTURE_FAILED;
		picture->failures++;
		names_error(error, sizeof(error), event->error,
			    TRACE_BACKEND_OTHER);
		snprintf(text, sizeof(text), "not to %s: %s",
			 migration_state(event->to), error);
	} else {
		snprintf(text, sizeof(text), "to %s",
			 migration_state(event->to));
	}
	add_mark(picture, event->ns, event->error, text);
	return add(picture, PICTURE_MIGRATION, PICTURE_STEPS, event->ns - took,
		   event->ns, look);
}

int picture_add(struct picture *picture, const struct trace_item *item)
{
	const struct trace_event *event = &item->event;
	int ret = 0;

	if (item->tries)
		ret = add_backend(picture, item);
	if (!ret && migration_follow(&picture->stop, event))
		ret = add(picture, PICTURE_MIGRATION, PICTURE_STOPS,
			  picture->stop.since, event->ns, PICTURE_STOPPED);
	if (ret)
		return ret;
	switch (event->kind) {
	case TRACE_ACCESS:
		return add_access(picture, item);
	case TRACE_KICK:
		return add_kick(picture, event);
	case TRACE_INTERRUPT:
		return add(picture, PICTURE_INTX, 0, event->ns, event->ns,
			   PICTURE_INTERRUPT);
	case TRACE_VECTOR:
		return add(picture, PICTURE_VECTOR, each(event->vector),
			   event->ns, event->ns, PICTURE_INTERRUPT);
	case TRACE_SESSION:
		picture->status = 0;
		add_mark(picture, event->ns, false,
			 event->open ? "opened" : "closed");
		break;
	case TRACE_STARTED:
		add_started(picture, event);
		break;
	case TRACE_MIGRATION:
		return add_migration(picture, event);
	case TRACE_LOST:
		add_mark(picture, event->ns, true, "events lost");
		return add(picture, PICTURE_LOST, 0, event->ns, event->ns,
			   PICTURE_FAILED);
	default:
		break;
	}
	return 0;
}

void picture_free(struct picture *picture)
{
	for (size_t i = 0; i < picture->nr_lanes; i++)
		free(picture->lanes[i].spans);
	memset(picture, 0, sizeof(*picture));
}
