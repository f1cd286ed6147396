/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of each of several devices, and the exit code of it all. */
#ifndef TOOLS_RESULT_H
#define TOOLS_RESULT_H

#include <stddef.h>

#include "command.h"

struct json_object;

#define RESULT_TEXT 1024

/**
 * struct result - of one device
 * @code: exit code
 * @text: what was done, or why it was not; a sentence without the device
 */
struct result {
	enum exit_code code;
	char text[RESULT_TEXT];
};

/* Sets both members. Returns @code, so that a caller can return it at once. */
enum exit_code result_is(struct result *result, enum exit_code code,
			 const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* What JSON calls a code. */
const char *result_code_name(enum exit_code code);

/* Appends to the text. */
void result_append(struct result *result, const char *text);

/* The exit code for an error number, of either sign. */
enum exit_code result_code_of(int error);

struct results {
	struct json_object *list;
	enum exit_code code;
};

void results_begin(struct results *results);

/* Prints the line now, unless JSON is wanted. Returns the object, to add to it. */
struct json_object *results_add(struct results *results, const char *name,
				const struct result *result);

/* Prints the JSON. Returns the exit code. */
enum exit_code results_end(struct results *results);

#endif
