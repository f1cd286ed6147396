// SPDX-License-Identifier: GPL-2.0-only
/* Checks of the entries that LEGACY_NOTIFY_INFO returns. */
#include "notify_info.h"

/* A notification writes the 16-bit queue index. */
#define NOTIFY_WIDTH	2

static const char *taken_by(const struct notify_function *function, u8 bar,
			    u64 offset)
{
	unsigned int i;

	for (i = 0; i < function->nr_taken; i++) {
		const struct notify_range *range = &function->taken[i];

		/* No sum: the device says where a range begins and ends. */
		if (range->bar == bar && range->len &&
		    (offset >= range->start ?
		     offset - range->start < range->len :
		     range->start - offset < NOTIFY_WIDTH))
			return range->what;
	}
	return NULL;
}

/**
 * vvp_notify_entry_fault - why an entry must not be used
 * @entry: entry as the device gave it, not an end of the list
 * @bars: the BARs that exist
 *
 * virtio 1.4, "Device groups", Legacy Interfaces: the driver MUST validate
 * flags, bar and offset, and MUST ignore an entry that fails. Beyond that, a
 * queue index that a guest chose must not become a message address, or a
 * register of the PF.
 *
 * Return: what is wrong with it, or NULL for a usable entry.
 */
const char *vvp_notify_entry_fault(const struct notify_entry *entry,
				   const struct notify_bars *bars)
{
	const struct notify_function *function;
	u64 size;

	if (entry->flags != VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV &&
	    entry->flags != VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_MEM)
		return "unknown flags";

	if (entry->bar < 1 || entry->bar >= NOTIFY_INFO_BARS)
		return "BAR number is not 1 to 5";

	function = &bars->member;
	if (entry->flags == VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV)
		function = &bars->owner;
	size = function->size[entry->bar];
	if (!size)
		return "no such memory BAR";
	if (entry->offset % NOTIFY_WIDTH)
		return "offset is odd";
	if (size < NOTIFY_WIDTH || entry->offset > size - NOTIFY_WIDTH)
		return "offset is outside the BAR";
	return taken_by(function, entry->bar, entry->offset);
}
