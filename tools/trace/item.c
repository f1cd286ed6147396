// SPDX-License-Identifier: GPL-2.0-only
/* The backend's access comes before that of the guest which it is for. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "trace/item.h"
#include "trace/migration.h"
#include "trace/names.h"
#include "virtio/feature.h"
#include "virtio/register.h"

#define TEXT_WIDTH 44

static unsigned int access_for(const struct trace_event *event)
{
	if (event->space == SPACE_COMMON)
		return event->write ? ACCESS_COMMON_WRITE : ACCESS_COMMON_READ;
	return event->write ? ACCESS_DEVICE_WRITE : ACCESS_DEVICE_READ;
}

/* A field may be read whole when the guest reads its first byte. */
static bool is_for(const struct trace_item *pending,
		   const struct trace_event *event)
{
	const struct trace_event *backend = &pending->backend;

	return pending->tries && event->kind == TRACE_ACCESS &&
	       event->space != SPACE_HOLE &&
	       backend->access == access_for(event) &&
	       event->offset >= backend->offset &&
	       event->offset - backend->offset < backend->len;
}

static bool is_next_try(const struct trace_event *last,
			const struct trace_event *event)
{
	return last->access == event->access && last->offset == event->offset &&
	       last->tries + 1 == event->tries;
}

static void add_backend(struct trace_join *join,
			const struct trace_event *event)
{
	struct trace_item *pending = &join->pending;

	if (pending->tries && !is_next_try(&pending->backend, event))
		item_flush(join);
	if (!pending->tries)
		pending->event = *event;
	pending->tries++;
	pending->took += event->took;
	pending->backend = *event;
}

void item_flush(struct trace_join *join)
{
	struct trace_item item = join->pending;

	if (!item.tries)
		return;
	memset(&join->pending, 0, sizeof(join->pending));
	join->emit(&item, join->opaque);
}

void item_join(struct trace_join *join, const struct trace_event *event)
{
	struct trace_item item = {};

	if (event->kind == TRACE_BACKEND) {
		add_backend(join, event);
		return;
	}
	if (is_for(&join->pending, event)) {
		item = join->pending;
		memset(&join->pending, 0, sizeof(join->pending));
	} else {
		item_flush(join);
	}
	item.event = *event;
	join->emit(&item, join->opaque);
}

/*
 * "cmd 0x2 off 18", or of what was no command "mediated off 18", or by whom that is not
 * known "common write off 18".
 */
static void backend_text(char *text, size_t size, const struct trace_item *item)
{
	const struct trace_event *backend = &item->backend;
	const char *name = names_backend(backend->backend);
	char error[REGISTER_NAME];
	size_t len;

	if (backend->opcode)
		len = snprintf(text, size, "cmd %#x", backend->opcode);
	else
		len = snprintf(text, size, "%s",
			       name ? name : names_access(backend->access));
	if (backend->access != ACCESS_NOTIFY_INFO)
		len += snprintf(text + len, size - len, " off %u",
				backend->offset);
	if (item->tries > 1 && len < size)
		len += snprintf(text + len, size - len, ", %u tries",
				item->tries);
	if (len < size && backend->posted)
		len += snprintf(text + len, size - len, "   posted");
	else if (len < size && item->took)
		len += snprintf(text + len, size - len, "   %llu us",
				(unsigned long long)item->took / 1000);
	if (len < size && backend->error) {
		names_error(error, sizeof(error), backend->error,
			    backend->backend);
		snprintf(text + len, size - len, "   FAILED: %s", error);
	}
}

static bool is_reset(const struct trace_event *event)
{
	return event->write && event->space == SPACE_COMMON &&
	       event->offset == REG_STATUS && !event->value;
}

static void access_text(char *text, size_t size, const struct trace_item *item,
			unsigned int virtio_id)
{
	const struct trace_event *event = &item->event;
	char name[REGISTER_NAME], value[96], what[160], how[128];

	register_name(name, sizeof(name), virtio_id, event->space,
		      event->offset, event->len);
	register_value(value, sizeof(value), virtio_id, event->space,
		       event->offset, event->len, event->value);
	snprintf(what, sizeof(what), "%s %s = %s%s",
		 event->write ? "write" : "read ", name, value,
		 is_reset(event) ? " (reset)" : "");
	if (item->tries)
		backend_text(how, sizeof(how), item);
	else
		snprintf(how, sizeof(how), "%s", names_served(event->served));
	snprintf(text, size, "%-*s %s", TEXT_WIDTH, what, how);
}

static void own_text(char *text, size_t size, const struct trace_item *item)
{
	char what[64], how[128];

	snprintf(what, sizeof(what), "driver: %s",
		 names_access(item->backend.access));
	backend_text(how, sizeof(how), item);
	snprintf(text, size, "%-*s %s", TEXT_WIDTH, what, how);
}

/* What the device was told, after the guest's driver or in its place. */
static void started_text(char *text, size_t size,
			 const struct trace_event *event,
			 unsigned int virtio_id)
{
	size_t len;

	len = snprintf(text, size, "device started, %u queue%s:", event->queues,
		       event->queues == 1 ? "" : "s");
	feature_names(text + len, size - len, virtio_id, event->features);
}

static void migration_text(char *text, size_t size,
			   const struct trace_event *event)
{
	char what[64], error[REGISTER_NAME];
	size_t len;

	snprintf(what, sizeof(what), "migration %s -> %s",
		 migration_state(event->from), migration_state(event->to));
	len = snprintf(text, size, "%-*s %llu us", TEXT_WIDTH, what,
		       (unsigned long long)event->took / 1000);
	if (len >= size || !event->error)
		return;
	names_error(error, sizeof(error), event->error, TRACE_BACKEND_OTHER);
	snprintf(text + len, size - len, "   FAILED: %s", error);
}

void item_text(char *text, size_t size, const struct trace_item *item,
	       unsigned int virtio_id)
{
	const struct trace_event *event = &item->event;
	char isr[REGISTER_NAME];

	switch (event->kind) {
	case TRACE_ACCESS:
		access_text(text, size, item, virtio_id);
		break;
	case TRACE_BACKEND:
		own_text(text, size, item);
		break;
	case TRACE_KICK:
		snprintf(text, size, "kick  queue %u%*s %s", event->queue,
			 TEXT_WIDTH - 13, "", names_path(event->path));
		break;
	case TRACE_INTERRUPT:
		register_isr(isr, sizeof(isr), event->isr);
		snprintf(text, size, "interrupt %s", isr);
		break;
	case TRACE_VECTOR:
		snprintf(text, size, "interrupt vector %u", event->vector);
		break;
	case TRACE_SESSION:
		snprintf(text, size, "%s", event->open ? "opened" : "closed");
		break;
	case TRACE_STARTED:
		started_text(text, size, event, virtio_id);
		break;
	case TRACE_MIGRATION:
		migration_text(text, size, event);
		break;
	case TRACE_LOST:
		if (event->lost)
			snprintf(text, size, "%llu events were lost",
				 (unsigned long long)event->lost);
		else
			snprintf(text, size, "events were lost");
		break;
	default:
		snprintf(text, size, "?");
	}
}
