/* SPDX-License-Identifier: GPL-2.0-only */
/* The archive of a report, and what is in it. */
#ifndef TOOLS_REPORT_BUNDLE_H
#define TOOLS_REPORT_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "report/redact.h"
#include "report/tar.h"

/**
 * struct bundle_entry - a file in it, or one that is not
 * @name: within the folder that all are in
 * @about: what it is, in words
 * @size: bytes
 * @error: why it is missing, an errno; 0: it is not
 */
struct bundle_entry {
	char name[TAR_NAME];
	char about[80];
	size_t size;
	int error;
};

/**
 * struct bundle - one that is made
 * @file: where
 * @folder: that all files are in
 * @time: of them
 * @raw: nothing is replaced
 * @redact: what was
 * @entries: so far
 * @nr: their number
 * @error: an errno; what came behind it is not there
 */
struct bundle {
	FILE *file;
	char folder[32];
	time_t time;
	bool raw;
	struct redact redact;
	struct bundle_entry *entries;
	size_t nr;
	int error;
};

/*
 * Makes the file, for its owner alone. Returns 0 or a negative errno: -EEXIST if there is
 * one of that name, which is left as it is. @host is the machine's name.
 */
int bundle_begin(struct bundle *bundle, const char *path, const char *host,
		 bool raw);

/* A text, which is a copy without what says whose machine it is, if not asked for. */
void bundle_add(struct bundle *bundle, const char *name, const char *about,
		const char *text, size_t len);

/* It could not be had: an errno, of either sign. */
void bundle_miss(struct bundle *bundle, const char *name, const char *about,
		 int error);

/* What is in it as a last file, and the end. Returns 0 or a negative errno. */
int bundle_end(struct bundle *bundle);
void bundle_free(struct bundle *bundle);

#endif
