// SPDX-License-Identifier: GPL-2.0-only
/* All users of a device, and what to do about each. */
#include "busy.h"
#include "host_use.h"
#include "out.h"

enum exit_code function_is_free(const struct function *function,
				const struct holders *holders, bool force,
				struct result *result)
{
	struct json_object *of = holders_of(holders, function);
	char text[256];

	holders_text(of, text, sizeof(text));
	json_object_put(of);
	if (*text)
		return result_is(result, EXIT_IN_USE,
				 "is in use by %s; end that first", text);
	if (group_is_held(function))
		return result_is(
			result, EXIT_IN_USE,
			"is in use: /dev/vfio/%d is open in a process that cannot be seen from here",
			function->group);
	if (!force && host_uses(function, text, sizeof(text)))
		return result_is(
			result, EXIT_IN_USE,
			"is in use by the host: %s; end that first, or add --force",
			text);
	result->code = EXIT_DONE;
	return EXIT_DONE;
}
