/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answer to LEGACY_NOTIFY_INFO, and which of its entries may be trusted.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_NOTIFY_INFO_H
#define VVP_NOTIFY_INFO_H

#include <linux/types.h>

#define NOTIFY_INFO_ENTRIES	4
#define NOTIFY_INFO_BARS	6

#define NOTIFY_INFO_END		0
#define NOTIFY_INFO_OWNER	1
#define NOTIFY_INFO_MEMBER	2

/**
 * struct notify_entry - one notification address, as the device gave it
 * @flags: NOTIFY_INFO_*, or anything a bad device says
 * @bar: BAR number
 * @offset: byte offset in the BAR
 */
struct notify_entry {
	u8 flags;
	u8 bar;
	u64 offset;
};

/**
 * struct notify_bars - sizes of the memory BARs the entries may point into
 * @owner: the PF's, 0 for one that is not there or not memory
 * @member: the VF's
 */
struct notify_bars {
	u64 owner[NOTIFY_INFO_BARS];
	u64 member[NOTIFY_INFO_BARS];
};

const char *notify_entry_fault(const struct notify_entry *entry,
			       const struct notify_bars *bars);

#endif
