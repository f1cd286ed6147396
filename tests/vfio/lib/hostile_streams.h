/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams that a hostile VMM may send, each made of one that a function would take, and
 * what is said of them. Some others that are strange, and have to be taken.
 */
#ifndef HOSTILE_STREAMS_H
#define HOSTILE_STREAMS_H

#include "stream_bytes.h"

/**
 * struct odd_stream - one of them
 * @name: a sentence
 * @spoil: make it of a good stream: identity, legacy state, device parts
 * @which: the record or part that is named; NULL: the stream is taken
 * @why: what is said of it
 *
 * Those about part 0x200 need the stream of a net device, those about vectors, the line
 * and the configuration one of a legacy mode. Some have more parts than the good one:
 * where no device of that size is known they are too long.
 */
struct odd_stream {
	const char *name;
	void (*spoil)(struct bytes *s);
	const char *which;
	const char *why;
};

extern const struct odd_stream hostile_streams[];
extern const size_t nr_hostile_streams;

extern const struct odd_stream strange_streams[];
extern const size_t nr_strange_streams;

#endif
