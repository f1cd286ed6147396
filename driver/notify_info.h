/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answer to LEGACY_NOTIFY_INFO, and which of its entries may be trusted.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_NOTIFY_INFO_H
#define VVP_NOTIFY_INFO_H

#include <linux/types.h>
#include <linux/virtio_pci.h>

#include "notify_entry.h"

#define NOTIFY_INFO_BARS	6

/* Structures of one function in which a notification must not land. */
#define NOTIFY_INFO_TAKEN	8

/**
 * struct notify_range - a structure in a BAR
 * @what: for the log
 * @bar: BAR number
 * @start: first byte
 * @len: number of bytes
 */
struct notify_range {
	const char *what;
	u8 bar;
	u64 start;
	u64 len;
};

/**
 * struct notify_function - where in a function a notification may land
 * @size: of its memory BARs; 0 for one that is not there or not memory
 * @taken: structures that are something else
 * @nr_taken: their number
 */
struct notify_function {
	u64 size[NOTIFY_INFO_BARS];
	struct notify_range taken[NOTIFY_INFO_TAKEN];
	unsigned int nr_taken;
};

/**
 * struct notify_bars - the functions that entries may point into
 * @owner: the PF
 * @member: the VF
 */
struct notify_bars {
	struct notify_function owner;
	struct notify_function member;
};

const char *vvp_notify_entry_fault(const struct notify_entry *entry,
				   const struct notify_bars *bars);

#endif
