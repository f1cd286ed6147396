/* SPDX-License-Identifier: GPL-2.0-only */
/* An archive as tar(1) reads it: POSIX.1-1988, ustar. Pure. */
#ifndef TOOLS_REPORT_TAR_H
#define TOOLS_REPORT_TAR_H

#include <stddef.h>
#include <stdio.h>
#include <time.h>

/* The longest name of a file, with its end. */
#define TAR_NAME 100

/* A file that its owner alone may read. Check ferror() at the end. */
void tar_file(FILE *to, const char *name, time_t time, const char *data,
	      size_t len);
void tar_end(FILE *to);

#endif
