// SPDX-License-Identifier: GPL-2.0-only
/* Which bytes of a function's BARs are not shown. */
#include <linux/kernel.h>

#include "hidden_bars.h"

/**
 * vvp_hidden_bars_init - hide a function's virtio structures
 * @hidden: filled in
 * @caps: where they are
 * @bar0_size: of the function's own BAR0, all of which is hidden; 0 if it has none
 * @page_size: what can be mapped; a power of two
 */
void vvp_hidden_bars_init(struct hidden_bars *hidden,
			  const struct modern_caps *caps, u64 bar0_size,
			  u64 page_size)
{
	const struct modern_region *all[HIDDEN_STRUCTURES] = {
		&caps->common, &caps->notify, &caps->isr, &caps->device,
	};
	int i;

	hidden->ranges[HIDDEN_STRUCTURES] = (struct hidden_range){
		.end = bar0_size,
	};
	for (i = 0; i < HIDDEN_STRUCTURES; i++) {
		struct hidden_range *range = &hidden->ranges[i];

		*range = (struct hidden_range){};
		if (!all[i]->length)
			continue;
		range->bar = all[i]->bar;
		range->start = all[i]->offset & ~(page_size - 1);
		range->end = ((u64)all[i]->offset + all[i]->length +
			      page_size - 1) & ~(page_size - 1);
	}
}

static bool is_hidden(const struct hidden_bars *hidden,
		      const struct modern_region *region)
{
	u64 len = region->length;

	/* Hidden from its first byte on, or up to there. */
	return len && (vvp_hidden_bars_next(hidden, region->bar, region->offset,
					    &len) ||
		       len < region->length);
}

/**
 * vvp_hidden_bars_msix - is any of the function's MSI-X hidden? Then there is none
 * @hidden: the function's
 * @caps: where its MSI-X table and pending bits are
 */
bool vvp_hidden_bars_msix(const struct hidden_bars *hidden,
			  const struct modern_caps *caps)
{
	return is_hidden(hidden, &caps->msix_table) ||
	       is_hidden(hidden, &caps->msix_pba);
}

/**
 * vvp_hidden_bars_any - is any part of a BAR hidden? Then nothing of it is mapped
 * @hidden: the function's
 * @bar: number of the BAR
 */
bool vvp_hidden_bars_any(const struct hidden_bars *hidden, unsigned int bar)
{
	int i;

	for (i = 0; i < HIDDEN_RANGES; i++)
		if (hidden->ranges[i].end && hidden->ranges[i].bar == bar)
			return true;
	return false;
}

/**
 * vvp_hidden_bars_next - are the next bytes of a BAR hidden?
 * @hidden: the function's
 * @bar: number of the BAR
 * @pos: the first of them
 * @len: how many are of interest; made smaller, to those that are the same
 */
bool vvp_hidden_bars_next(const struct hidden_bars *hidden, unsigned int bar,
			  u64 pos, u64 *len)
{
	int i;

	for (i = 0; i < HIDDEN_RANGES; i++) {
		const struct hidden_range *range = &hidden->ranges[i];

		if (!range->end || range->bar != bar || pos >= range->end)
			continue;
		if (pos >= range->start) {
			if (*len > range->end - pos)
				*len = range->end - pos;
			return true;
		}
		if (*len > range->start - pos)
			*len = range->start - pos;
	}
	return false;
}
