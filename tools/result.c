// SPDX-License-Identifier: GPL-2.0-only
/* Results as exit codes, and as a line or an object for each device. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "out.h"
#include "result.h"

static const char *const code_names[] = {
	[EXIT_DONE] = "done",	  [EXIT_FAILED] = "failed",
	[EXIT_USAGE] = "usage",	  [EXIT_ABSENT] = "absent",
	[EXIT_DENIED] = "denied", [EXIT_IN_USE] = "in-use",
	[EXIT_NO] = "no",	  [EXIT_UNKNOWN] = "unknown",
};

enum exit_code result_is(struct result *result, enum exit_code code,
			 const char *fmt, ...)
{
	va_list args;

	result->code = code;
	va_start(args, fmt);
	vsnprintf(result->text, sizeof(result->text), fmt, args);
	va_end(args);
	return code;
}

const char *result_code_name(enum exit_code code)
{
	return code_names[code];
}

void result_append(struct result *result, const char *text)
{
	size_t len = strlen(result->text);

	snprintf(result->text + len, sizeof(result->text) - len, "%s", text);
}

enum exit_code result_code_of(int error)
{
	switch (error < 0 ? -error : error) {
	case 0:
		return EXIT_DONE;
	case EACCES:
	case EPERM:
	case EROFS:
		return EXIT_DENIED;
	case EBUSY:
		return EXIT_IN_USE;
	case ENODEV:
		return EXIT_ABSENT;
	default:
		return EXIT_FAILED;
	}
}

void results_begin(struct results *results)
{
	results->list = json_object_new_array();
	results->code = EXIT_DONE;
}

struct json_object *results_add(struct results *results, const char *name,
				const struct result *result)
{
	struct json_object *object = json_object_new_object();

	out_put_text(object, "address", name);
	out_put_text(object, "result", code_names[result->code]);
	out_put_text(object, "message", result->text);
	json_object_array_add(results->list, object);

	if (result->code) {
		if (!out_is_json())
			out_say("virtio-vfio: %s %s", name, result->text);
		if (results->code && results->code != result->code)
			results->code = EXIT_FAILED;
		else
			results->code = result->code;
	} else if (!out_is_json()) {
		printf("%s %s\n", name, result->text);
	}
	return object;
}

enum exit_code results_end(struct results *results)
{
	if (out_is_json())
		out_json(results->list);
	json_object_put(results->list);
	return results->code;
}
