/* SPDX-License-Identifier: GPL-2.0-only */
/* A self-test of a function: what is looked at, and how results are reported. */
#ifndef TOOLS_CHECK_H
#define TOOLS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/vf.h"
#include "log.h"
#include "virtio/register.h"

struct json_object;

#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER	   2
#define STATUS_DRIVER_OK   4

/* How long to wait for the device, in ms: longer than any known one takes. */
#define PATIENCE 5000

/**
 * struct check - one run
 * @function: which
 * @virtio_id: its type
 * @vf: opened
 * @features: that it offers
 * @queues: that it has
 * @traffic: frames may be sent
 * @read: its disk may be read
 * @backend: the way to its registers, as the driver calls it
 * @mediated: it is that without commands
 * @not_started: how often it had not been started before
 * @refusals: accesses that had to fail since, and did, as it may not be started
 * @log: of the driver about it, since the start
 * @list: of results
 * @ok: how many are
 * @bad: how many are not
 * @skipped: and so on
 */
struct check {
	struct function function;
	unsigned int virtio_id;
	struct check_vf vf;
	uint32_t features;
	unsigned int queues;
	bool traffic;
	bool read;
	char backend[16];
	bool mediated;
	long long not_started;
	unsigned int refusals;
	struct log log;
	struct json_object *list;
	unsigned int ok;
	unsigned int bad;
	unsigned int skipped;
};

/*
 * A result: what has to be so, the section of virtio 1.4 that says it (or another
 * source, if it does not begin with a number), and how it was found instead, printf
 * style. Of one that does not answer any more all is skipped.
 * Returns @good.
 */
bool check_that(struct check *check, bool good, const char *what,
		const char *rule, const char *found, ...)
	__attribute__((format(printf, 5, 6)));
void check_skip(struct check *check, const char *what, const char *rule,
		const char *why);

/* A counter of the driver's for it. */
long long check_counter(const struct check *check, const char *name);

/* The same for a register: it reads as @wanted. */
bool check_reads(struct check *check, unsigned int offset, unsigned int len,
		 uint64_t wanted, const char *what, const char *rule);

#endif
