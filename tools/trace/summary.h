/* SPDX-License-Identifier: GPL-2.0-only */
/* What all the events come to: accesses, and the device as its guest set it up. Pure. */
#ifndef TOOLS_TRACE_SUMMARY_H
#define TOOLS_TRACE_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/event.h"
#include "trace/migration.h"

/* Those of the backend, by what it was asked for; then all that are not known. */
#define SUMMARY_ACCESSES (ACCESS_KINDS + 1)

/**
 * struct summary_times - of the backend's accesses of one kind
 * @count: each try
 * @commands: of them that were commands
 * @failed: that failed
 * @posted: nobody waited for; not among the times
 * @timed: of which the time is known
 * @total: time, ns
 * @longest: ns
 * @times: of each, up to a limit, for the median
 * @nr_times: their number
 * @room: for so many
 */
struct summary_times {
	uint64_t count;
	uint64_t commands;
	uint64_t failed;
	uint64_t posted;
	uint64_t timed;
	uint64_t total;
	uint64_t longest;
	uint64_t *times;
	size_t nr_times;
	size_t room;
};

/**
 * struct summary_queue - as the guest set it up
 * @size: 0 if it was not read
 * @page: of its address; 0: off
 * @vector: MSI-X vector; -1: none was written
 * @kicks: by their path
 */
struct summary_queue {
	uint16_t size;
	uint32_t page;
	int vector;
	uint64_t kicks[KICK_PATHS];
};

/**
 * struct summary - of all events so far
 * @events: their number
 * @first: time of the first; ns
 * @last: and of the last
 * @lost: some are not there
 * @reads: of the guest
 * @writes: of the guest
 * @interrupts: INTx, and by vectors
 * @device_features: as the guest read them
 * @driver_features: as the guest wrote them
 * @started: how often the device was started in the driver's place (mediated)
 * @negotiated: the features, then, the last time
 * @mediated: the registers are reached without commands
 * @status: as the guest wrote it
 * @has_status: and it did
 * @was_reset: the guest has reset the device; the next it sets up is all there is
 * @select: the selected queue
 * @accesses: of the backend
 * @queues: up to the highest that the guest has used
 * @nr_queues: their number
 * @changes: of the state of migration, step by step
 * @changes_failed: of these
 * @state: the last one
 * @stop: is the device stopped?
 * @stopped: how long it has been, all in all; ns
 */
struct summary {
	uint64_t events;
	uint64_t first;
	uint64_t last;
	bool lost;
	uint64_t reads;
	uint64_t writes;
	uint64_t interrupts;
	uint32_t device_features;
	uint32_t driver_features;
	uint64_t started;
	uint64_t negotiated;
	bool mediated;
	uint8_t status;
	bool has_status;
	bool was_reset;
	uint16_t select;
	struct summary_times accesses[SUMMARY_ACCESSES];
	struct summary_queue *queues;
	size_t nr_queues;
	uint64_t changes;
	uint64_t changes_failed;
	uint8_t state;
	struct migration_stop stop;
	uint64_t stopped;
};

/* All zeros at first. Returns 0 or -ENOMEM. */
int summary_add(struct summary *summary, const struct trace_event *event);
void summary_free(struct summary *summary);

/* How many queues have an address now? */
unsigned int summary_queues_up(const struct summary *summary);

/* Of those whose time is known; ns. */
uint64_t summary_median(struct summary_times *times);

/* Has the guest used it? */
bool summary_queue_used(const struct summary_queue *queue);

#endif
