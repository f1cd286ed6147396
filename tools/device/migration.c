// SPDX-License-Identifier: GPL-2.0-only
/* Lines of a file, and JSON. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/migration.h"
#include "file.h"
#include "out.h"

bool migration_read(char text[MIGRATION_SIZE], const char *address)
{
	return !file_read_all(text, MIGRATION_SIZE,
			      "/sys/bus/pci/devices/%s/migration_state",
			      address) &&
	       *text;
}

bool migration_value(const char *text, const char *name, char *value,
		     size_t size)
{
	size_t len = strlen(name);

	*value = '\0';
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strncmp(text, name, len) || text[len] != ' ')
			continue;
		text += len + 1;
		snprintf(value, size, "%.*s", (int)strcspn(text, "\n"), text);
		return true;
	}
	return false;
}

long long migration_number(const char *text, const char *name)
{
	char value[32], *end;
	long long number;

	if (!migration_value(text, name, value, sizeof(value)))
		return -ENOENT;
	errno = 0;
	number = strtoll(value, &end, 10);
	return errno || end == value || *end ? -EINVAL : number;
}

/* "running-p2p running": from which state to which. */
static struct json_object *last_step(const char *text)
{
	struct json_object *object;
	char states[64], *to;

	if (!migration_value(text, "last", states, sizeof(states)))
		return NULL;
	to = strchr(states, ' ');
	if (to)
		*to++ = '\0';
	object = json_object_new_object();
	out_put_text(object, "from", states);
	out_put_text(object, "to", to);
	out_put_number(object, "error", migration_number(text, "last_error"));
	out_put_number(object, "us", migration_number(text, "last_us"));
	return object;
}

struct json_object *migration_json(const char *address)
{
	static const char *const numbers[] = { "changes", "failures",
					       "saved",	  "loaded",
					       "bytes",	  "stopped_us" };
	char text[MIGRATION_SIZE], state[32];
	struct json_object *object;

	if (!migration_read(text, address))
		return NULL;
	object = json_object_new_object();
	migration_value(text, "state", state, sizeof(state));
	out_put_text(object, "state", state);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		out_put_number(object, numbers[i],
			       migration_number(text, numbers[i]));
	json_object_object_add(object, "last", last_step(text));
	return object;
}

static long long number_of(struct json_object *object, const char *name)
{
	return json_object_get_int64(json_object_object_get(object, name));
}

void migration_text(struct json_object *migration, char *text, size_t size)
{
	struct json_object *last = json_object_object_get(migration, "last");
	long long error = number_of(last, "error");
	size_t len;

	len = snprintf(text, size, "state %s",
		       out_get_text(migration, "state"));
	if (!last || len >= size)
		return;
	len += snprintf(text + len, size - len, ", last %s to %s in %lld us",
			out_get_text(last, "from"), out_get_text(last, "to"),
			number_of(last, "us"));
	if (error && len < size)
		len += snprintf(text + len, size - len, ", FAILED: %s",
				strerror(error));
	if (len < size)
		len += snprintf(text + len, size - len,
				"; %lld steps, %lld failed",
				number_of(migration, "changes"),
				number_of(migration, "failures"));
	if (number_of(migration, "stopped_us") && len < size)
		len += snprintf(text + len, size - len, "; stopped for %.3f ms",
				number_of(migration, "stopped_us") / 1e3);
	if (len < size)
		snprintf(text + len, size - len,
			 "; %lld saved, %lld loaded, %lld bytes",
			 number_of(migration, "saved"),
			 number_of(migration, "loaded"),
			 number_of(migration, "bytes"));
}
