/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What people are told to do. advice.def lists all of it: who tells something new adds
 * it there, and a test that tries it.
 */
#ifndef TOOLS_ADVICE_H
#define TOOLS_ADVICE_H

#include <stdbool.h>

#define ADVISE_COMMAND(name) ADVICE_##name
#define ADVISE_TEXT(name)    ADVICE_##name

enum advice_id {
#include "advice.def"
	ADVICES
};

#undef ADVISE_COMMAND
#undef ADVISE_TEXT

#define ADVICE_SIZE 640

/**
 * struct advice - one of them, as it is told
 * @id: which
 * @text: a command that a shell can be given as it is, or words; "" for none
 */
struct advice {
	enum advice_id id;
	char text[ADVICE_SIZE];
};

void advice_give(struct advice *advice, enum advice_id id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* What programs know it by: "bind_vf". */
const char *advice_name(enum advice_id id);

bool advice_is_command(enum advice_id id);

#endif
