/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of a function that a guest is not shown: the pages of its modern registers,
 * while those are driven here and the guest has the legacy interface alone; and all of
 * a BAR in whose place it is shown another one.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_HIDDEN_BARS_H
#define VVP_HIDDEN_BARS_H

#include "modern_caps.h"

/* One for each structure, and one for BAR0. */
#define HIDDEN_STRUCTURES	4
#define HIDDEN_RANGES		(HIDDEN_STRUCTURES + 1)

/**
 * struct hidden_bars - of one function
 * @ranges: the structures, up to their pages' ends, and then BAR0; of no length if
 *	there are fewer
 */
struct hidden_bars {
	struct hidden_range {
		u8 bar;
		u64 start;
		u64 end;
	} ranges[HIDDEN_RANGES];
};

void vvp_hidden_bars_init(struct hidden_bars *hidden,
			  const struct modern_caps *caps, u64 bar0_size,
			  u64 page_size);
bool vvp_hidden_bars_msix(const struct hidden_bars *hidden,
			  const struct modern_caps *caps);
bool vvp_hidden_bars_any(const struct hidden_bars *hidden, unsigned int bar);
bool vvp_hidden_bars_next(const struct hidden_bars *hidden, unsigned int bar,
			  u64 pos, u64 *len);

#endif
