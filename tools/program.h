/* SPDX-License-Identifier: GPL-2.0-only */
/* Running another program and taking the last line that it says. */
#ifndef TOOLS_PROGRAM_H
#define TOOLS_PROGRAM_H

#include <stddef.h>

/*
 * Runs @path with @args, whose first is the name that it is called by. The last line
 * that it writes to @fd (STDOUT_FILENO or STDERR_FILENO) comes to @said, without its
 * end; "" if it writes none there. Returns its status, or -1 if it did not run or was
 * killed; why it did not run is in @said then.
 */
int program_run(const char *path, const char *const args[], int fd, char *said,
		size_t size);

/*
 * Runs it, and returns all that it writes to its standard output and error, up to 1 MiB,
 * to be freed; NULL with errno if it did not run. Its status does not matter.
 */
char *program_output(const char *path, const char *const args[], size_t *len);

#endif
