// SPDX-License-Identifier: GPL-2.0-only
/* What the trace command prints. */
#include <stdio.h>
#include <string.h>

#include "out.h"
#include "trace/migration.h"
#include "trace/names.h"
#include "trace/print.h"
#include "virtio/feature.h"
#include "virtio/register.h"
#include "virtio/type.h"

#define PAGE_SHIFT 12

static double seconds(uint64_t ns)
{
	return ns / 1e9;
}

static struct json_object *backend_json(const struct trace_item *item)
{
	struct json_object *object = json_object_new_object();
	const struct trace_event *backend = &item->backend;
	char error[REGISTER_NAME];

	out_put_text(object, "backend", names_backend(backend->backend));
	out_put_text(object, "access", names_access(backend->access));
	out_put_number(object, "opcode",
		       backend->opcode ? backend->opcode : -1);
	out_put_number(object, "offset", backend->offset);
	out_put_number(object, "len", backend->len);
	out_put_number(object, "tries", item->tries);
	out_put_bool(object, "posted", backend->posted);
	out_put_number(object, "ns",
		       backend->posted ? -1 : (long long)item->took);
	names_error(error, sizeof(error), backend->error, backend->backend);
	out_put_text(object, "error", backend->error ? error : NULL);
	return object;
}

static struct json_object *features_json(uint64_t features,
					 unsigned int virtio_id)
{
	struct json_object *list = json_object_new_array();
	char number[16];

	for (unsigned int bit = 0; bit < 64; bit++) {
		const char *name = feature_name(virtio_id, bit);

		if (!(features & 1ull << bit))
			continue;
		snprintf(number, sizeof(number), "bit %u", bit);
		json_object_array_add(
			list, json_object_new_string(name ? name : number));
	}
	return list;
}

static void put_access(struct json_object *object,
		       const struct trace_event *event, unsigned int virtio_id)
{
	char text[96], hex[24];

	out_put_text(object, "event", event->write ? "write" : "read");
	register_name(text, sizeof(text), virtio_id, event->space,
		      event->offset, event->len);
	out_put_text(object, "register", text);
	out_put_text(object, "space",
		     event->space == SPACE_COMMON   ? "common"
		     : event->space == SPACE_DEVICE ? "device"
						    : "hole");
	out_put_number(object, "offset", event->offset);
	out_put_number(object, "len", event->len);
	/* as text, since many readers of JSON keep only 53 bits of a number */
	snprintf(hex, sizeof(hex), "%#llx", (unsigned long long)event->value);
	out_put_text(object, "value", hex);
	register_value(text, sizeof(text), virtio_id, event->space,
		       event->offset, event->len, event->value);
	out_put_text(object, "text", text);
	out_put_text(object, "served", names_served(event->served));
	out_put_bool(object, "failed", event->error);
}

static void put_migration(struct json_object *object,
			  const struct trace_event *event)
{
	char error[REGISTER_NAME];

	out_put_text(object, "event", "migration");
	out_put_text(object, "from", migration_state(event->from));
	out_put_text(object, "to", migration_state(event->to));
	out_put_number(object, "took_ns", event->took);
	names_error(error, sizeof(error), event->error, TRACE_BACKEND_OTHER);
	out_put_text(object, "error", event->error ? error : NULL);
}

static void print_item_json(const struct trace_item *item,
			    unsigned int virtio_id, uint64_t ns)
{
	struct json_object *object = json_object_new_object();
	const struct trace_event *event = &item->event;
	char isr[REGISTER_NAME];

	out_put_number(object, "ns", ns);
	switch (event->kind) {
	case TRACE_ACCESS:
		put_access(object, event, virtio_id);
		break;
	case TRACE_BACKEND:
		out_put_text(object, "event", "driver");
		break;
	case TRACE_KICK:
		out_put_text(object, "event", "kick");
		out_put_number(object, "queue", event->queue);
		out_put_text(object, "path", names_path(event->path));
		break;
	case TRACE_INTERRUPT:
		register_isr(isr, sizeof(isr), event->isr);
		out_put_text(object, "event", "interrupt");
		out_put_text(object, "isr", isr);
		break;
	case TRACE_VECTOR:
		out_put_text(object, "event", "interrupt");
		out_put_number(object, "vector", event->vector);
		break;
	case TRACE_SESSION:
		out_put_text(object, "event",
			     event->open ? "opened" : "closed");
		break;
	case TRACE_STARTED:
		out_put_text(object, "event", "started");
		json_object_object_add(object, "features",
				       features_json(event->features,
						     virtio_id));
		out_put_number(object, "queues", event->queues);
		break;
	case TRACE_MIGRATION:
		put_migration(object, event);
		break;
	default:
		out_put_text(object, "event", "lost");
		out_put_number(object, "count",
			       event->lost ? (long long)event->lost : -1);
	}
	if (item->tries)
		json_object_object_add(object, "backend", backend_json(item));
	out_json_line(object);
	json_object_put(object);
}

void print_item(const struct trace_item *item, unsigned int virtio_id,
		uint64_t begun)
{
	uint64_t ns = item->event.ns > begun ? item->event.ns - begun : 0;
	char text[ITEM_TEXT];

	if (out_is_json()) {
		print_item_json(item, virtio_id, ns);
		return;
	}
	item_text(text, sizeof(text), item, virtio_id);
	printf("+%.6f  %s\n", seconds(ns), text);
	fflush(stdout);
}

static struct json_object *accesses_json(struct summary *summary)
{
	struct json_object *list = json_object_new_array(), *one;

	for (unsigned int i = 0; i < SUMMARY_ACCESSES; i++) {
		struct summary_times *times = &summary->accesses[i];

		if (!times->count)
			continue;
		one = json_object_new_object();
		out_put_text(one, "access", names_access(i));
		out_put_number(one, "count", times->count);
		out_put_number(one, "commands", times->commands);
		out_put_number(one, "failed", times->failed);
		out_put_number(one, "posted", times->posted);
		out_put_number(one, "total_ns", times->total);
		out_put_number(one, "median_ns", summary_median(times));
		out_put_number(one, "longest_ns", times->longest);
		json_object_array_add(list, one);
	}
	return list;
}

static struct json_object *queues_json(const struct summary *summary)
{
	struct json_object *list = json_object_new_array(), *one, *kicks;

	for (size_t i = 0; i < summary->nr_queues; i++) {
		const struct summary_queue *queue = &summary->queues[i];

		if (!summary_queue_used(queue))
			continue;
		one = json_object_new_object();
		out_put_number(one, "index", i);
		out_put_number(one, "size", queue->size ? queue->size : -1);
		out_put_number(one, "address",
			       queue->page
				       ? (long long)queue->page << PAGE_SHIFT
				       : -1);
		out_put_number(one, "vector", queue->vector);
		kicks = json_object_new_object();
		for (unsigned int path = 0; path < KICK_PATHS; path++)
			out_put_number(kicks, names_path(path),
				       queue->kicks[path]);
		json_object_object_add(one, "kicks", kicks);
		json_object_array_add(list, one);
	}
	return list;
}

static struct json_object *migration_json(const struct summary *summary)
{
	struct json_object *object = json_object_new_object();

	out_put_number(object, "changes", summary->changes);
	out_put_number(object, "failed", summary->changes_failed);
	out_put_text(object, "state",
		     summary->changes ? migration_state(summary->state) : NULL);
	out_put_number(object, "stopped_ns", summary->stopped);
	return object;
}

static struct json_object *json_of(struct summary *summary, const char *address,
				   unsigned int virtio_id)
{
	struct json_object *object = json_object_new_object();
	char status[96];

	out_put_text(object, "address", address);
	out_put_text(object, "type", type_name(virtio_id));
	out_put_number(object, "ns", summary->last - summary->first);
	out_put_number(object, "events", summary->events);
	out_put_bool(object, "lost", summary->lost);
	out_put_number(object, "reads", summary->reads);
	out_put_number(object, "writes", summary->writes);
	out_put_number(object, "interrupts", summary->interrupts);
	json_object_object_add(object, "accesses", accesses_json(summary));
	json_object_object_add(object, "device_features",
			       features_json(summary->device_features,
					     virtio_id));
	json_object_object_add(object, "driver_features",
			       features_json(summary->driver_features,
					     virtio_id));
	out_put_number(object, "started", summary->started);
	json_object_object_add(object, "negotiated",
			       features_json(summary->negotiated, virtio_id));
	register_status(status, sizeof(status), summary->status);
	out_put_text(object, "status", summary->has_status ? status : NULL);
	json_object_object_add(object, "queues", queues_json(summary));
	json_object_object_add(object, "migration", migration_json(summary));
	return object;
}

static void print_accesses(struct summary *summary)
{
	printf("\n%-12s %7s %8s %12s %10s %10s %7s\n", "accesses", "count",
	       "commands", "total us", "median us", "longest us", "failed");
	for (unsigned int i = 0; i < SUMMARY_ACCESSES; i++) {
		struct summary_times *times = &summary->accesses[i];

		if (!times->count)
			continue;
		printf("%-12s %7llu %8llu ", names_access(i),
		       (unsigned long long)times->count,
		       (unsigned long long)times->commands);
		if (times->timed)
			printf("%12llu %10llu %10llu",
			       (unsigned long long)times->total / 1000,
			       (unsigned long long)summary_median(times) / 1000,
			       (unsigned long long)times->longest / 1000);
		else
			printf("%12s %10s %10s", "-", "-", "-");
		printf(" %7llu", (unsigned long long)times->failed);
		if (times->posted)
			printf("  (%llu posted)",
			       (unsigned long long)times->posted);
		putchar('\n');
	}
}

static void print_features(const char *whose, uint64_t features,
			   unsigned int virtio_id)
{
	char names[ITEM_TEXT];

	feature_names(names, sizeof(names), virtio_id, features);
	printf("%s %#010llx%s\n", whose, (unsigned long long)features, names);
}

/* A kick that is no command, and not by the notification address. */
static const char *path_name(const struct summary *summary, unsigned int path)
{
	return path == KICK_COMMAND && summary->mediated ? "register"
							 : names_path(path);
}

static void print_queue(const struct summary *summary, size_t index)
{
	const struct summary_queue *queue = &summary->queues[index];
	char size[8] = "?", address[24] = "off", vector[8] = "-";

	if (queue->size)
		snprintf(size, sizeof(size), "%u", queue->size);
	if (queue->page)
		snprintf(address, sizeof(address), "%#llx",
			 (unsigned long long)queue->page << PAGE_SHIFT);
	if (queue->vector >= 0)
		snprintf(vector, sizeof(vector), "%d", queue->vector);
	printf("%-6zu %5s  %-16s %6s", index, size, address, vector);
	for (unsigned int path = 0; path < KICK_PATHS; path++)
		if (queue->kicks[path])
			printf("  %llu by %s",
			       (unsigned long long)queue->kicks[path],
			       path_name(summary, path));
	putchar('\n');
}

static void print_queues(const struct summary *summary)
{
	bool any = false;

	for (size_t i = 0; i < summary->nr_queues; i++) {
		if (!summary_queue_used(&summary->queues[i]))
			continue;
		if (!any)
			printf("\n%-6s %5s  %-16s %6s  %s\n", "queue", "size",
			       "address", "vector", "kicks");
		any = true;
		print_queue(summary, i);
	}
}

static void print_migration(const struct summary *summary)
{
	printf("\nmigration: state %s after %llu step%s",
	       migration_state(summary->state),
	       (unsigned long long)summary->changes,
	       summary->changes == 1 ? "" : "s");
	if (summary->changes_failed)
		printf(", %llu failed",
		       (unsigned long long)summary->changes_failed);
	if (summary->stopped)
		printf("; stopped for %.3f ms", summary->stopped / 1e6);
	putchar('\n');
}

static void print_text(struct summary *summary, const char *address,
		       unsigned int virtio_id)
{
	char status[96];

	printf("\n%s %s: %llu events in %.3f s: %llu reads, %llu writes, %llu interrupts%s\n",
	       address, type_name(virtio_id),
	       (unsigned long long)summary->events,
	       seconds(summary->last - summary->first),
	       (unsigned long long)summary->reads,
	       (unsigned long long)summary->writes,
	       (unsigned long long)summary->interrupts,
	       summary->lost ? "; others were lost" : "");
	print_accesses(summary);
	putchar('\n');
	print_features("device features", summary->device_features, virtio_id);
	print_features("driver features", summary->driver_features, virtio_id);
	if (summary->started)
		print_features("negotiated     ", summary->negotiated,
			       virtio_id);
	register_status(status, sizeof(status), summary->status);
	if (summary->has_status)
		printf("device status   %s\n", status);
	print_queues(summary);
	if (summary->changes)
		print_migration(summary);
}

void print_summary(struct summary *summary, const char *address,
		   unsigned int virtio_id)
{
	struct json_object *object, *whole;

	if (!out_is_json()) {
		print_text(summary, address, virtio_id);
		return;
	}
	object = json_of(summary, address, virtio_id);
	whole = json_object_new_object();
	json_object_object_add(whole, "summary", object);
	out_json_line(whole);
	json_object_put(whole);
}
