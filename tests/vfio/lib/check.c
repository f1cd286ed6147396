// SPDX-License-Identifier: GPL-2.0-only
/* Words for test programs. */
#include <stdio.h>

#include "check.h"

void check_equal_at(const char *file, int line, long long value,
		    long long expected, const char *what, ...)
{
	char text[160];
	va_list args;

	if (value == expected)
		return;

	va_start(args, what);
	vsnprintf(text, sizeof(text), what, args);
	va_end(args);
	print_error("%s: is %lld (%#llx), should be %lld (%#llx)\n", text,
		    value, value, expected, expected);
	_fail(file, line);
}
