// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hidden memory: no byte of a structure is ever shown, and a walk comes to its end.
 *
 * Input: four structures, MSI-X table and pending bits: BAR (a byte), offset, length (4
 * bytes each); size of BAR0 (a byte, pages); then walks: BAR (a byte), position (4
 * bytes), length (2 bytes).
 */
#include "fuzz.h"
#include "hidden_bars.h"

#define PAGE 4096

static struct modern_region region(struct input *in)
{
	return (struct modern_region){
		.bar = take(in, 1) % MODERN_BARS,
		.offset = take(in, 4),
		.length = take(in, 4),
	};
}

static bool is_in(const struct modern_region *r, unsigned int bar, uint64_t pos)
{
	return r->bar == bar && pos >= r->offset &&
	       pos < (uint64_t)r->offset + r->length;
}

static bool in_any(const struct modern_caps *caps, unsigned int bar,
		   uint64_t pos)
{
	return is_in(&caps->common, bar, pos) ||
	       is_in(&caps->notify, bar, pos) || is_in(&caps->isr, bar, pos) ||
	       is_in(&caps->device, bar, pos);
}

static void walk(const struct hidden_bars *hidden,
		 const struct modern_caps *caps, unsigned int bar, uint64_t pos,
		 uint64_t len)
{
	while (len) {
		uint64_t part = len;
		bool is = vvp_hidden_bars_next(hidden, bar, pos, &part);

		require(part && part <= len, "a part of %lu",
			(unsigned long)part);
		require(!is || vvp_hidden_bars_any(hidden, bar),
			"hidden in a BAR that has nothing");
		/* Structures are looked for at the ends, which are pages. */
		require(is || !in_any(caps, bar, pos), "shown at %#lx",
			(unsigned long)pos);
		require(is || !in_any(caps, bar, pos + part - 1),
			"shown up to %#lx", (unsigned long)(pos + part));
		pos += part;
		len -= part;
	}
}

static bool any_hidden(const struct hidden_bars *hidden,
		       const struct modern_region *r)
{
	uint64_t pos = r->offset, left = r->length;

	while (left) {
		uint64_t part = left;

		if (vvp_hidden_bars_next(hidden, r->bar, pos, &part))
			return true;
		pos += part;
		left -= part;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct modern_caps caps = { 0 };
	struct hidden_bars hidden;
	uint64_t bar0, part;

	caps.common = region(&in);
	caps.notify = region(&in);
	caps.isr = region(&in);
	caps.device = region(&in);
	caps.msix_table = region(&in);
	caps.msix_pba = region(&in);
	bar0 = take(&in, 1) * PAGE;
	vvp_hidden_bars_init(&hidden, &caps, bar0, PAGE);
	part = bar0;
	require(!bar0 || vvp_hidden_bars_next(&hidden, 0, 0, &part),
		"BAR0 is shown");
	require(vvp_hidden_bars_msix(&hidden, &caps) ==
			(any_hidden(&hidden, &caps.msix_table) ||
			 any_hidden(&hidden, &caps.msix_pba)),
		"MSI-X is judged wrong");
	while (in.left) {
		unsigned int bar = take(&in, 1) % MODERN_BARS;
		uint64_t pos = take(&in, 4), len = take(&in, 2);

		walk(&hidden, &caps, bar, pos, len);
	}
	return 0;
}
