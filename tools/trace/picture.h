/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a picture of a trace shows: lanes of what happened and when, and what has a name.
 * The memory is bounded, however long the trace is: what lies close together is put
 * together, and the closer it has to lie the less there is. Pure.
 */
#ifndef TOOLS_TRACE_PICTURE_H
#define TOOLS_TRACE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/item.h"
#include "trace/migration.h"

/* Queues, and vectors, that have a lane each; others share one. */
#define PICTURE_EACH 12

enum picture_kind {
	PICTURE_READ,
	PICTURE_WRITE,
	PICTURE_BACKEND,
	PICTURE_KICK,
	PICTURE_INTX,
	PICTURE_VECTOR,
	PICTURE_LOST,
	PICTURE_MIGRATION,
	PICTURE_KINDS,
};

/**
 * enum picture_look - how it is drawn, which says more about it
 * @PICTURE_ASKED: an access that the device was asked for
 * @PICTURE_KNOWN: an access that it was not
 * @PICTURE_TIMED: of the backend; its time is its length
 * @PICTURE_POSTED: of the backend; nobody waited for it
 * @PICTURE_DOORBELL: a kick by the notification address
 * @PICTURE_IOEVENTFD: by that address, without the VMM
 * @PICTURE_REGISTER: by a command, or by the register
 * @PICTURE_INTERRUPT: of the device
 * @PICTURE_STEP: a step from one state of migration to another; its time is its length
 * @PICTURE_STOPPED: the device is stopped meanwhile
 * @PICTURE_FAILED: whatever it was, it failed
 */
enum picture_look {
	PICTURE_ASKED,
	PICTURE_KNOWN,
	PICTURE_TIMED,
	PICTURE_POSTED,
	PICTURE_DOORBELL,
	PICTURE_IOEVENTFD,
	PICTURE_REGISTER,
	PICTURE_INTERRUPT,
	PICTURE_STEP,
	PICTURE_STOPPED,
	PICTURE_FAILED,
	PICTURE_LOOKS,
};

/* The lanes of PICTURE_MIGRATION, by their numbers. */
#define PICTURE_STEPS 0
#define PICTURE_STOPS 1

/**
 * struct picture_span - one, or several that lie close together
 * @begin: ns
 * @end: ns
 * @count: how many
 * @look: enum picture_look
 */
struct picture_span {
	uint64_t begin;
	uint64_t end;
	uint32_t count;
	uint8_t look;
};

/**
 * struct picture_lane - what is beside each other
 * @kind: of what
 * @number: backend: enum access_kind; kick: queue; vector: its number. PICTURE_EACH: others.
 *	migration: PICTURE_STEPS or PICTURE_STOPS
 * @spans: by their ends
 * @nr: their number
 * @room: for so many
 * @count: of all of them
 * @last: of each look, the place of the last one behind 1; 0: none
 */
struct picture_lane {
	enum picture_kind kind;
	unsigned int number;
	struct picture_span *spans;
	size_t nr;
	size_t room;
	uint64_t count;
	size_t last[PICTURE_LOOKS];
};

/* Room for a name. */
#define PICTURE_NAME 64

/**
 * struct picture_mark - what has a name
 * @ns: when
 * @failed: it is a failure
 * @count: so often, with nothing of that kind between
 * @text: the name
 */
struct picture_mark {
	uint64_t ns;
	bool failed;
	uint32_t count;
	char text[PICTURE_NAME];
};

/* Of each sort, those that say what happened and those that say what failed. */
#define PICTURE_MARKS 512

#define PICTURE_LANES (2 + ACCESS_KINDS + 1 + 2 * (PICTURE_EACH + 1) + 2 + 2)

/**
 * struct picture - of a trace so far
 * @begin: of all there is; ns
 * @end: ns
 * @begun: there is something
 * @lanes: in no order
 * @nr_lanes: their number
 * @nr_spans: of all lanes
 * @close: neighbours that are within so much are put together; ns
 * @marks: what happened, and what failed
 * @nr_marks: their numbers
 * @unnamed: marks for which there was no room
 * @failures: how many
 * @commands: how many
 * @took: all of what the backend did; ns
 * @backend: enum trace_backend
 * @status: that the guest has written last
 * @select: the queue that it has selected
 * @vectors: of the queue, 1 more; 0: none
 * @config_vector: 1 more, too
 * @stop: is the device stopped, to be migrated?
 */
struct picture {
	uint64_t begin;
	uint64_t end;
	bool begun;
	struct picture_lane lanes[PICTURE_LANES];
	size_t nr_lanes;
	size_t nr_spans;
	uint64_t close;
	struct picture_mark marks[2][PICTURE_MARKS];
	size_t nr_marks[2];
	uint64_t unnamed;
	uint64_t failures;
	uint64_t commands;
	uint64_t took;
	uint8_t backend;
	uint8_t status;
	uint16_t select;
	uint32_t vectors[PICTURE_EACH];
	uint32_t config_vector;
	struct migration_stop stop;
};

/* All zeros at first. Returns 0 or -ENOMEM. */
int picture_add(struct picture *picture, const struct trace_item *item);
void picture_free(struct picture *picture);

/* The lane, or NULL. */
const struct picture_lane *picture_lane(const struct picture *picture,
					enum picture_kind kind,
					unsigned int number);

#endif
