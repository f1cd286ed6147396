// SPDX-License-Identifier: GPL-2.0-only
/* Files of one number each, with names for people. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/counters.h"
#include "file.h"
#include "out.h"

#define VALUE_SIZE 64

/* Those of docs/abi.md, in the order in which they are shown. */
static const struct {
	const char *name;
	const char *title;
} known[] = {
	{ "reads", "reads by the guest" },
	{ "writes", "writes by the guest" },
	{ "kicks_doorbell", "kicks to the doorbell" },
	{ "kicks_ioeventfd", "kicks to the doorbell, without the VMM" },
	{ "kicks_command", "kicks by command" },
	{ "kicks_dropped", "kicks dropped" },
	{ "interrupts", "INTx interrupts" },
	{ "accesses", "accesses by the backend" },
	{ "commands", "  of them: commands to the PF" },
	{ "accesses_common_write", "  common configuration, write" },
	{ "accesses_common_read", "  common configuration, read" },
	{ "accesses_device_write", "  device configuration, write" },
	{ "accesses_device_read", "  device configuration, read" },
	{ "accesses_notify_info", "  where notifications go" },
	{ "retried", "accesses tried again" },
	{ "timeouts", "commands without an answer in time" },
	{ "failed", "accesses that failed" },
	{ "unsent", "  of them: no command could be sent" },
	{ "started", "without commands: device started" },
	{ "not_started", "  not started for what the driver has" },
	{ "late_queues", "  queues set up after that" },
	{ "foreign", "  reset or set up by somebody else" },
	{ "needs_reset", "  has said that it needs a reset" },
	{ "queues", "administration queues" },
	{ "opcodes", "opcodes in use" },
	{ "parts_limit", "device parts: as many VFs at a time" },
	{ "parts_objects", "  in use" },
	{ "state", "state" },
	{ "recoveries", "resets of queues that did not answer" },
	{ "command_timeout_ms", "deadline of its own, ms (0: none)" },
};

#define KNOWN (sizeof(known) / sizeof(known[0]))

const char *counters_title(const char *name)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(known[i].name, name))
			return known[i].title;
	return name;
}

static bool is_known(const char *name)
{
	return counters_title(name) != name;
}

/* A decimal number becomes a number; anything else stays text. */
static struct json_object *value_of(const char *text)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (end != text && !*end && !errno)
		return json_object_new_int64(number);
	return json_object_new_string(text);
}

static void add(struct json_object *counters, const char *address,
		const char *folder, const char *name)
{
	char text[VALUE_SIZE];

	if (!file_read(text, sizeof(text), "/sys/bus/pci/devices/%s/%s/%s",
		       address, folder, name))
		json_object_object_add(counters, name, value_of(text));
}

/* What is there is shown, but for what is no number. */
static int is_other(const struct dirent *entry)
{
	return *entry->d_name != '.' && !is_known(entry->d_name) &&
	       strcmp(entry->d_name, COUNTERS_HISTOGRAM);
}

static void add_others(struct json_object *counters, const char *address,
		       const char *folder)
{
	char path[PATH_MAX];
	struct dirent **entries;
	int nr;

	file_path(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address,
		  folder);
	nr = scandir(path, &entries, is_other, alphasort);
	for (int i = 0; i < nr; i++) {
		add(counters, address, folder, entries[i]->d_name);
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
}

struct json_object *counters_read(const char *address, const char *folder)
{
	struct json_object *counters;

	if (!file_exists("/sys/bus/pci/devices/%s/%s", address, folder))
		return NULL;
	counters = json_object_new_object();
	for (size_t i = 0; i < KNOWN; i++)
		add(counters, address, folder, known[i].name);
	add_others(counters, address, folder);
	/* the folder of a VF without a legacy interface may exist and be empty */
	if (!json_object_object_length(counters)) {
		json_object_put(counters);
		return NULL;
	}
	return counters;
}
