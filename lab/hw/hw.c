// SPDX-License-Identifier: GPL-2.0-only
/* The emulated hardware's properties and counters, over QMP. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "hw.h"
#include "qmp.h"

/* Seconds, where LAB_SLOWNESS is 100 (lab/lib/pace.sh). */
#define TIME_LIMIT 15

static struct qmp *qmp;
static const char *pf_path = HW_DEFAULT_PATH;
static char error[256] = "no error";

const char *hw_error(void)
{
	return error;
}

void hw_say_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(error, sizeof(error), fmt, ap);
	va_end(ap);
}

void hw_use_path(const char *path)
{
	pf_path = path;
}

const char *hw_path(void)
{
	return pf_path;
}

static int time_limit(void)
{
	const char *slowness = getenv("LAB_SLOWNESS");

	return slowness ? TIME_LIMIT * atoi(slowness) / 100 : TIME_LIMIT;
}

int hw_open(void)
{
	const char *port = getenv("HW_PORT");

	if (qmp)
		return 0;
	qmp = qmp_open(port ? port : HW_DEFAULT_PORT, time_limit(), error,
		       sizeof(error));
	return qmp ? 0 : -EIO;
}

void hw_close(void)
{
	qmp_close(qmp);
	qmp = NULL;
}

int hw_command(const char *command, struct json_object *arguments,
	       struct json_object **result)
{
	int ret = hw_open();

	if (ret) {
		json_object_put(arguments);
		return ret;
	}
	return qmp_command(qmp, command, arguments, result, error,
			   sizeof(error));
}

static struct json_object *arguments(const char *prop)
{
	struct json_object *args = json_object_new_object();

	json_object_object_add(args, "path", json_object_new_string(pf_path));
	json_object_object_add(args, "property", json_object_new_string(prop));
	return args;
}

struct json_object *hw_get(const char *prop)
{
	struct json_object *value = NULL;

	if (hw_command("qom-get", arguments(prop), &value))
		return NULL;
	if (!value)
		snprintf(error, sizeof(error), "%s has no value", prop);
	return value;
}

static int set(const char *prop, struct json_object *value)
{
	struct json_object *args = arguments(prop);

	json_object_object_add(args, "value", value);
	return hw_command("qom-set", args, NULL);
}

int hw_set_str(const char *prop, const char *value)
{
	return set(prop, json_object_new_string(value));
}

int hw_set_int(const char *prop, long long value)
{
	return set(prop, json_object_new_int64(value));
}

int hw_set_bool(const char *prop, bool value)
{
	return set(prop, json_object_new_boolean(value));
}

static int text_to_bool(const char *text)
{
	static const char *const words[] = {
		"false", "true", "off", "on", "no", "yes", "0", "1",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(text, words[i]))
			return i & 1;
	}
	return -1;
}

int hw_set_text(const char *prop, const char *text)
{
	struct json_object *old = hw_get(prop);
	enum json_type type;
	long long number;
	char *end;
	int truth;

	if (!old)
		return -EIO;
	type = json_object_get_type(old);
	json_object_put(old);

	switch (type) {
	case json_type_boolean:
		truth = text_to_bool(text);
		if (truth < 0)
			break;
		return hw_set_bool(prop, truth);
	case json_type_int:
		errno = 0;
		number = strtoll(text, &end, 0);
		if (errno || end == text || *end)
			break;
		return hw_set_int(prop, number);
	case json_type_string:
		return hw_set_str(prop, text);
	default:
		break;
	}
	snprintf(error, sizeof(error), "%s: \"%s\" is no %s", prop, text,
		 json_type_to_name(type));
	return -EINVAL;
}

/* The entry of VF @number in the counters' list of members. */
static struct json_object *member(struct json_object *list, const char *number)
{
	struct json_object *entry, *vf;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		entry = json_object_array_get_idx(list, i);
		if (json_object_object_get_ex(entry, "vf", &vf) &&
		    !strcmp(json_object_get_string(vf), number))
			return entry;
	}
	return NULL;
}

long long hw_lookup(struct json_object *counters, const char *path)
{
	struct json_object *at = counters;
	char copy[128], *step, *rest = copy;
	bool sparse = false;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((step = strsep(&rest, "."))) {
		if (json_object_is_type(at, json_type_array))
			at = member(at, step);
		else if (!json_object_object_get_ex(at, step, &at))
			at = NULL;
		/* A kind of violation that never happened is not listed. */
		if (!at && sparse)
			return 0;
		if (!at)
			break;
		sparse = !strcmp(step, "violation-kinds");
	}
	if (!json_object_is_type(at, json_type_int)) {
		snprintf(error, sizeof(error), "no counter \"%s\"", path);
		return -ENOENT;
	}
	return json_object_get_int64(at);
}

long long hw_counter(const char *path)
{
	struct json_object *counters = hw_get("counters");
	long long n;

	if (!counters)
		return -EIO;
	n = hw_lookup(counters, path);
	json_object_put(counters);
	return n;
}

int hw_reset_counters(void)
{
	return hw_set_bool("reset-counters", true);
}

int hw_good(void)
{
	static const char *const good[][2] = {
		{ "doorbell", "member" },
		{ "notify-entries", "" },
		{ "command-delay-us", "0" },
		{ "fail", "" },
		{ "late", "" },
		{ "result-limit", "-1" },
		{ "answer-limit", "-1" },
		{ "used-extra", "0" },
		{ "completion", "once" },
		{ "stuck", "off" },
		{ "modern-read", "" },
		{ "gone", "no" },
		{ "vf-stuck", "off" },
		{ "vf-caps", "" },
		{ "parts-short", "" },
		{ "parts-grow", "" },
		{ "parts-partial", "" },
		{ "parts-extra", "" },
		{ "parts-edit", "" },
		{ "parts-features", "0" },
		{ "mode-never", "off" },
		{ "stopped-kept", "no" },
		{ "hang", "off" },
	};
	int ret = 0;

	/* Hanging ends last: what was queued finds the rest good. */
	for (size_t i = 0; !ret && i < sizeof(good) / sizeof(good[0]); i++)
		ret = hw_set_text(good[i][0], good[i][1]);
	return ret;
}
