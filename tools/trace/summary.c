// SPDX-License-Identifier: GPL-2.0-only
/* Counting, and following what the guest writes to its registers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace/summary.h"
#include "virtio/register.h"

/* So many times are kept for the median, to bound the memory. */
#define TIMES_MAX 1000000

static int add_time(struct summary_times *times, uint64_t took)
{
	uint64_t *more;
	size_t room;

	times->timed++;
	times->total += took;
	if (took > times->longest)
		times->longest = took;
	if (times->nr_times == TIMES_MAX)
		return 0;
	if (times->nr_times == times->room) {
		room = times->room ? 2 * times->room : 256;
		more = realloc(times->times, room * sizeof(*more));
		if (!more)
			return -ENOMEM;
		times->times = more;
		times->room = room;
	}
	times->times[times->nr_times++] = took;
	return 0;
}

static int add_backend(struct summary *summary, const struct trace_event *event)
{
	unsigned int access = event->access;
	struct summary_times *times;

	if (access > ACCESS_KINDS)
		access = ACCESS_KINDS;
	times = &summary->accesses[access];
	times->count++;
	summary->mediated |= event->backend == TRACE_BACKEND_MEDIATED;
	times->commands += event->opcode != 0;
	times->failed += event->error != 0;
	times->posted += event->posted != 0;
	if (event->posted || !event->took)
		return 0;
	return add_time(times, event->took);
}

static struct summary_queue *queue_of(struct summary *summary, uint16_t index)
{
	struct summary_queue *more;
	size_t nr = summary->nr_queues;

	if (index >= nr) {
		more = realloc(summary->queues, (index + 1) * sizeof(*more));
		if (!more)
			return NULL;
		memset(more + nr, 0, (index + 1 - nr) * sizeof(*more));
		for (; nr <= index; nr++)
			more[nr].vector = -1;
		summary->queues = more;
		summary->nr_queues = nr;
	}
	return &summary->queues[index];
}

/*
 * A guest that shuts down resets its device. What it had set up is kept for the
 * summary until it sets up something else.
 */
static void drop_if_reset(struct summary *summary)
{
	if (!summary->was_reset)
		return;
	summary->was_reset = false;
	summary->driver_features = 0;
	summary->negotiated = 0;
	summary->status = 0;
	for (size_t i = 0; i < summary->nr_queues; i++) {
		summary->queues[i].page = 0;
		summary->queues[i].vector = -1;
	}
}

static void write_status(struct summary *summary, uint8_t status)
{
	if (!status) {
		summary->was_reset = true;
		return;
	}
	drop_if_reset(summary);
	summary->status = status;
	summary->has_status = true;
}

static int write_register(struct summary *summary,
			  const struct trace_event *event)
{
	struct summary_queue *queue;

	switch (event->offset) {
	case REG_DRIVER_FEATURES:
		drop_if_reset(summary);
		summary->driver_features = event->value;
		break;
	case REG_QUEUE_SELECT:
		summary->select = event->value;
		break;
	case REG_STATUS:
		write_status(summary, event->value);
		break;
	case REG_QUEUE_ADDRESS:
	case REG_QUEUE_VECTOR:
		drop_if_reset(summary);
		queue = queue_of(summary, summary->select);
		if (!queue)
			return -ENOMEM;
		if (event->offset == REG_QUEUE_ADDRESS)
			queue->page = event->value;
		else
			queue->vector =
				event->value == 0xffff ? -1 : (int)event->value;
		break;
	}
	return 0;
}

static int read_register(struct summary *summary,
			 const struct trace_event *event)
{
	struct summary_queue *queue;

	if (event->offset == REG_DEVICE_FEATURES) {
		summary->device_features = event->value;
	} else if (event->offset == REG_QUEUE_SIZE && event->value) {
		queue = queue_of(summary, summary->select);
		if (!queue)
			return -ENOMEM;
		queue->size = event->value;
	}
	return 0;
}

static unsigned int size_of(unsigned int offset)
{
	switch (offset) {
	case REG_STATUS:
		return 1;
	case REG_DEVICE_FEATURES:
	case REG_DRIVER_FEATURES:
	case REG_QUEUE_ADDRESS:
		return 4;
	default:
		return 2;
	}
}

static int add_access(struct summary *summary, const struct trace_event *event)
{
	if (event->write)
		summary->writes++;
	else
		summary->reads++;
	/* Failed accesses have no effect, and no guest sets up anything in parts. */
	if (event->error || event->space != SPACE_COMMON ||
	    event->len != size_of(event->offset))
		return 0;
	return event->write ? write_register(summary, event)
			    : read_register(summary, event);
}

static void add_migration(struct summary *summary,
			  const struct trace_event *event)
{
	summary->changes++;
	if (event->error)
		summary->changes_failed++;
	summary->state = event->error ? event->from : event->to;
}

int summary_add(struct summary *summary, const struct trace_event *event)
{
	struct summary_queue *queue;

	if (!summary->events++)
		summary->first = event->ns;
	summary->last = event->ns;
	if (migration_follow(&summary->stop, event))
		summary->stopped += event->ns - summary->stop.since;

	switch (event->kind) {
	case TRACE_ACCESS:
		return add_access(summary, event);
	case TRACE_BACKEND:
		return add_backend(summary, event);
	case TRACE_KICK:
		queue = queue_of(summary, event->queue);
		if (!queue)
			return -ENOMEM;
		if (event->path < KICK_PATHS)
			queue->kicks[event->path]++;
		break;
	case TRACE_INTERRUPT:
	case TRACE_VECTOR:
		summary->interrupts++;
		break;
	case TRACE_STARTED:
		summary->started++;
		summary->negotiated = event->features;
		summary->mediated = true;
		break;
	case TRACE_MIGRATION:
		add_migration(summary, event);
		break;
	case TRACE_LOST:
		summary->lost = true;
		break;
	default:
		break;
	}
	return 0;
}

void summary_free(struct summary *summary)
{
	for (size_t i = 0; i < SUMMARY_ACCESSES; i++)
		free(summary->accesses[i].times);
	free(summary->queues);
	memset(summary, 0, sizeof(*summary));
}

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

uint64_t summary_median(struct summary_times *times)
{
	if (!times->nr_times)
		return 0;
	qsort(times->times, times->nr_times, sizeof(*times->times), by_time);
	return times->times[times->nr_times / 2];
}

unsigned int summary_queues_up(const struct summary *summary)
{
	unsigned int nr = 0;

	for (size_t i = 0; i < summary->nr_queues; i++)
		nr += summary->queues[i].page != 0;
	return nr;
}

bool summary_queue_used(const struct summary_queue *queue)
{
	for (int i = 0; i < KICK_PATHS; i++)
		if (queue->kicks[i])
			return true;
	return queue->page || queue->vector >= 0;
}
