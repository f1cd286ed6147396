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

#include "trace/event.h"

#define RECORDING_ADDRESS 20

/**
 * struct recording - one that is written or read
 * @file: where
 * @address: of the VF
 * @virtio_id: its device type
 * @line: number of the last one that was read
 */
struct recording {
	FILE *file;
	char address[RECORDING_ADDRESS];
	unsigned int virtio_id;
	unsigned long line;
};

/* The first line; @address and @virtio_id are set. Check ferror() at the end. */
void recording_begin(struct recording *file);
void recording_write(struct recording *file, const struct trace_event *event);
void recording_end(struct recording *file);

enum recording_read {
	RECORDING_EVENT,
	RECORDING_END,
	RECORDING_CUT_OFF,
	RECORDING_BAD,
};

/* The first line. False if it is no recording that this program understands. */
bool recording_open(struct recording *file);
enum recording_read recording_next(struct recording *file,
				   struct trace_event *event);

#endif
