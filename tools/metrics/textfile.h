/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that others read while it is written anew: they see the old one, or all of it. */
#ifndef TOOLS_TEXTFILE_H
#define TOOLS_TEXTFILE_H

#include <limits.h>
#include <stdio.h>

/**
 * struct textfile - one that is being written
 * @to: write it there
 * @path: where it will be
 * @temporary: where it is
 */
struct textfile {
	FILE *to;
	const char *path;
	char temporary[PATH_MAX];
};

/* Begins, beside @path. Returns 0 or a negative errno. */
int textfile_begin(struct textfile *file, const char *path);

/*
 * It is whole, and takes the place of what was there; anybody may read it. Returns 0 or
 * a negative errno: then what was there still is.
 */
int textfile_end(struct textfile *file);

#endif
