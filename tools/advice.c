// SPDX-License-Identifier: GPL-2.0-only
/* One table of all advice. */
#include <stdarg.h>
#include <stdio.h>

#include "advice.h"

static const struct {
	const char *name;
	bool is_command;
} advices[] = {
/* clang-format off */
#define ADVISE_COMMAND(name) { #name, true }
#define ADVISE_TEXT(name)    { #name, false }
#include "advice.def"
	/* clang-format on */
};

void advice_give(struct advice *advice, enum advice_id id, const char *fmt, ...)
{
	va_list args;

	advice->id = id;
	va_start(args, fmt);
	vsnprintf(advice->text, sizeof(advice->text), fmt, args);
	va_end(args);
}

const char *advice_name(enum advice_id id)
{
	return advices[id].name;
}

bool advice_is_command(enum advice_id id)
{
	return advices[id].is_command;
}
