/* SPDX-License-Identifier: GPL-2.0-only */
/* An entry of the answer to LEGACY_NOTIFY_INFO, as the device gave it. */
#ifndef NOTIFY_ENTRY_H
#define NOTIFY_ENTRY_H

#include <linux/types.h>

/**
 * struct notify_entry - one notification address
 * @flags: VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_*, or anything a bad device says
 * @bar: BAR number
 * @offset: byte offset in the BAR
 */
struct notify_entry {
	u8 flags;
	u8 bar;
	u64 offset;
};

#endif
