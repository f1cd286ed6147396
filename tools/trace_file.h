/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording: lines of text, the first of which says what it is, then one for each
 * event, and "end". What was recorded can be cut off anywhere, and what is replayed
 * may be anybody's: each number is looked at. Pure.
 */
#ifndef TOOLS_TRACE_FILE_H
#define TOOLS_TRACE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "trace_event.h"

#define TRACE_FILE_ADDRESS 20

/**
 * struct trace_file - one that is written or read
 * @file: where
 * @address: of the VF
 * @virtio_id: its device type
 * @line: number of the last one that was read
 */
struct trace_file {
	FILE *file;
	char address[TRACE_FILE_ADDRESS];
	unsigned int virtio_id;
	unsigned long line;
};

/* The first line; @address and @virtio_id are set. Check ferror() at the end. */
void trace_file_begin(struct trace_file *file);
void trace_file_write(struct trace_file *file, const struct trace_event *event);
void trace_file_end(struct trace_file *file);

enum trace_file_read {
	TRACE_FILE_EVENT,
	TRACE_FILE_END,
	TRACE_FILE_CUT_OFF,
	TRACE_FILE_BAD,
};

/* The first line. False if it is no recording that this program understands. */
bool trace_file_open(struct trace_file *file);
enum trace_file_read trace_file_next(struct trace_file *file,
				     struct trace_event *event);

#endif
