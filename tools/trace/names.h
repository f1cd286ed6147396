/* SPDX-License-Identifier: GPL-2.0-only */
/* Words for the numbers in events. Pure. */
#ifndef TOOLS_TRACE_NAMES_H
#define TOOLS_TRACE_NAMES_H

#include <stddef.h>

/* What the backend was asked for: "common write"; "?" */
const char *names_access(unsigned int access);
/* "doorbell"; "?" */
const char *names_path(unsigned int path);
/* How an access was served; "?" */
const char *names_served(unsigned int served);
/* "mediated"; NULL for one that is not known */
const char *names_backend(unsigned int backend);
/* Its number: enum trace_backend */
unsigned int names_backend_number(const char *name);
/* "EINVAL"; a number in words for one without a name. Some depend on the backend. */
void names_error(char *text, size_t size, unsigned int error,
		 unsigned int backend);

#endif
