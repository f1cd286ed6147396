/* SPDX-License-Identifier: GPL-2.0-only */
/* A report of a function of this machine, or out of a file from anywhere. */
#ifndef TOOLS_PARTS_PARTS_H
#define TOOLS_PARTS_PARTS_H

#include "command.h"
#include "parts/report.h"

struct json_object;

/*
 * What the driver says of a function; it may ask the PF. Returns EXIT_DONE, or another
 * exit code and in @why a sentence without the function's name.
 */
int parts_of_function(struct stream_identity *report, const char *address,
		      char *why, size_t size);

/* A file, "-" for the standard input, as this command writes it in either form. */
int parts_of_file(struct stream_identity *report, const char *name, char *why,
		  size_t size);

/* Adds its members to an object. */
void parts_put(struct json_object *object,
	       const struct stream_identity *report);

#endif
