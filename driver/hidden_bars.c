// SPDX-License-Identifier: GPL-2.0-only
/* Which bytes of a function's BARs are not shown. */
#include <linux/kernel.h>

#include "hidden_bars.h"

/**
 * vvp_hidden_bars_init - hide a function's virtio structures
 * @hidden: filled in
 * @caps: where they are
 * @page_size: what can be mapped; a power of two
 */
void vvp_hidden_bars_init(struct hidden_bars *hidden,
			  const struct modern_caps *caps, u64 page_size)
{
	const struct modern_region *all[HIDDEN_RANGES] = {
		&caps->common, &caps->notify, &caps->isr, &caps->device,
	};
	int i;

	for (i = 0; i < HIDDEN_RANGES; i++) {
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
