/* SPDX-License-Identifier: GPL-2.0-only */
/* A function that the caller named. */
#ifndef TOOLS_FIND_H
#define TOOLS_FIND_H

#include "function.h"

/* Says so if there is none. Returns EXIT_DONE, or the exit code. */
int find_function(struct function *function, const char *name);

/* The same, but says nothing: @why gets the sentence, without the name. */
int find_function_quietly(struct function *function, const char *name,
			  char *why, size_t size);

#endif
