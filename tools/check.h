/* SPDX-License-Identifier: GPL-2.0-only */
/* A self-test of a VF: what is looked at, and how results are told. */
#ifndef TOOLS_CHECK_H
#define TOOLS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check_vf.h"

struct json_object;

/* Offsets in the legacy common configuration (virtio 1.4, 4.1.4.10). */
#define REG_DEVICE_FEATURES 0
#define REG_DRIVER_FEATURES 4
#define REG_QUEUE_ADDRESS   8
#define REG_QUEUE_SIZE	    12
#define REG_QUEUE_SELECT    14
#define REG_QUEUE_NOTIFY    16
#define REG_STATUS	    18
#define REG_ISR		    19
#define REG_CONFIG_VECTOR   20
#define REG_QUEUE_VECTOR    22
#define REG_CONFIG(msix)    ((msix) ? 24 : 20)

#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER	   2
#define STATUS_DRIVER_OK   4

#define NO_VECTOR 0xffff

#define CHECK_LINES 16

/* Longer than any device takes that is there; ms. */
#define PATIENCE 5000

/**
 * struct check - one run
 * @function: the VF
 * @virtio_id: its type
 * @vf: opened
 * @features: that it offers
 * @queues: that it has
 * @traffic: frames may be sent
 * @read: its disk may be read
 * @log: /dev/kmsg behind what was there before, or -1
 * @lines: that it had about the VF since
 * @nr_lines: their number
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
	int log;
	char lines[CHECK_LINES][256];
	unsigned int nr_lines;
	struct json_object *list;
	unsigned int ok;
	unsigned int bad;
	unsigned int skipped;
};

/*
 * A result: what has to be so, the section of virtio 1.4 that says it (or another
 * source, if it does not begin with a number), and how it was found instead, printf
 * style. Of a VF that does not answer any more nothing is told, but skipped.
 * Returns @good.
 */
bool check_that(struct check *check, bool good, const char *what,
		const char *rule, const char *found, ...)
	__attribute__((format(printf, 5, 6)));
void check_skip(struct check *check, const char *what, const char *rule,
		const char *why);

/* Reset, and the first two bits of the status. */
void check_begin_driver(struct check *check);

void check_identity(struct check *check);
void check_owner(struct check *check);
void check_registers(struct check *check);
void check_config(struct check *check);
void check_queues(struct check *check);
void check_interrupts(struct check *check);
void check_exchange(struct check *check);
void check_reset(struct check *check);
/* At the very end: what the driver counted and logged meanwhile. */
void check_commands(struct check *check, long long failed_before);

/* What the driver has logged of the VF since the start: the first line with @text. */
bool check_logged(struct check *check, const char *text, char *line,
		  size_t size);

#endif
