// SPDX-License-Identifier: GPL-2.0-only
/* The driver tells of a command before the access that it was for. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "trace/item.h"
#include "trace/names.h"
#include "virtio/register.h"

#define TEXT_WIDTH 44

#define NOTIFY_INFO 6

static unsigned int opcode_of(const struct trace_event *access)
{
	return (access->space == SPACE_COMMON ? 2 : 4) + !access->write;
}

/* Of a field read whole because the guest read its start, all is for that. */
static bool is_for(const struct trace_item *commands,
		   const struct trace_event *access)
{
	const struct trace_event *command = &commands->command;

	return commands->commands && access->kind == TRACE_ACCESS &&
	       access->space != SPACE_HOLE &&
	       command->opcode == opcode_of(access) &&
	       access->offset >= command->offset &&
	       access->offset - command->offset < command->len;
}

static bool goes_on(const struct trace_item *commands,
		    const struct trace_event *command)
{
	return commands->command.opcode == command->opcode &&
	       commands->command.offset == command->offset &&
	       commands->command.tries + 1 == command->tries;
}

static void add_command(struct trace_join *join,
			const struct trace_event *command)
{
	struct trace_item *pending = &join->pending;

	if (pending->commands && !goes_on(pending, command))
		item_flush(join);
	if (!pending->commands)
		pending->event = *command;
	pending->commands++;
	pending->took += command->took;
	pending->command = *command;
}

void item_flush(struct trace_join *join)
{
	struct trace_item item = join->pending;

	if (!item.commands)
		return;
	memset(&join->pending, 0, sizeof(join->pending));
	join->emit(&item, join->opaque);
}

void item_join(struct trace_join *join, const struct trace_event *event)
{
	struct trace_item item = {};

	if (event->kind == TRACE_COMMAND) {
		add_command(join, event);
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

static void command_text(char *text, size_t size, const struct trace_item *item)
{
	const struct trace_event *command = &item->command;
	char error[REGISTER_NAME];
	size_t len;

	len = snprintf(text, size, "cmd %#x", command->opcode);
	if (command->opcode != NOTIFY_INFO)
		len += snprintf(text + len, size - len, " off %u",
				command->offset);
	if (item->commands > 1 && len < size)
		len += snprintf(text + len, size - len, ", %u tries",
				item->commands);
	if (len < size && command->posted)
		len += snprintf(text + len, size - len, "   posted");
	else if (len < size && item->took)
		len += snprintf(text + len, size - len, "   %llu us",
				(unsigned long long)item->took / 1000);
	if (len < size && command->error) {
		names_error(error, sizeof(error), command->error);
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
	if (item->commands)
		command_text(how, sizeof(how), item);
	else
		snprintf(how, sizeof(how), "%s", names_served(event->served));
	snprintf(text, size, "%-*s %s", TEXT_WIDTH, what, how);
}

static void own_text(char *text, size_t size, const struct trace_item *item)
{
	char what[64], how[128];

	snprintf(what, sizeof(what), "driver: %s",
		 names_opcode(item->command.opcode));
	command_text(how, sizeof(how), item);
	snprintf(text, size, "%-*s %s", TEXT_WIDTH, what, how);
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
	case TRACE_COMMAND:
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
	case TRACE_SESSION:
		snprintf(text, size, "%s", event->open ? "opened" : "closed");
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
