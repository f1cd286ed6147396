// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of LEGACY_NOTIFY_INFO: used if, and only if, the 16 bits written
 * there lie in a memory BAR that exists, and in nothing else's structure.
 *
 * Input: flags, BAR (a byte each), offset (8 bytes); then the owner and the
 * member: the size of each BAR from 0 to 5, a byte that is its power of two, or,
 * from 64 on, is followed by 8 bytes that are the size; the number of
 * structures, and of each BAR (a byte), start and length (as sizes).
 */
#include "fuzz.h"
#include "notify_info.h"

enum {
	END = VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_END,
	OWNER = VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV,
	MEMBER = VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_MEM,
};

static uint64_t take_size(struct input *in)
{
	uint8_t power = take(in, 1);

	if (!power)
		return 0;
	return power < 64 ? 1ull << power : take(in, 8);
}

static void take_function(struct input *in, struct notify_function *f)
{
	for (int i = 0; i < NOTIFY_INFO_BARS; i++)
		f->size[i] = take_size(in);
	f->nr_taken = take(in, 1) % (NOTIFY_INFO_TAKEN + 1);
	for (unsigned int i = 0; i < f->nr_taken; i++) {
		f->taken[i].what = "taken";
		f->taken[i].bar = take(in, 1);
		f->taken[i].start = take_size(in);
		f->taken[i].len = take_size(in);
	}
}

/* Ends are sums of 128 bits, in which nothing wraps around. */
static bool is_inside(uint64_t offset, uint64_t size)
{
	return (__uint128_t)offset + 2 <= size;
}

static bool overlaps(uint64_t offset, const struct notify_range *range)
{
	__uint128_t start = range->start, end = start + range->len;

	return range->len && offset < end && start < (__uint128_t)offset + 2;
}

static bool is_usable(const struct notify_entry *entry,
		      const struct notify_bars *bars)
{
	const struct notify_function *f;

	switch (entry->flags) {
	case 1:
		f = &bars->owner;
		break;
	case 2:
		f = &bars->member;
		break;
	default:
		return false;
	}
	if (entry->bar < 1 || entry->bar > 5 || entry->offset & 1 ||
	    !is_inside(entry->offset, f->size[entry->bar]))
		return false;
	for (unsigned int i = 0; i < f->nr_taken; i++) {
		if (f->taken[i].bar == entry->bar &&
		    overlaps(entry->offset, &f->taken[i]))
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct notify_entry entry;
	struct notify_bars *bars;
	const char *fault;

	entry.flags = take(&in, 1);
	entry.bar = take(&in, 1);
	entry.offset = take(&in, 8);
	/* On the heap, where the sanitizer sees a step outside. */
	bars = calloc(1, sizeof(*bars));
	require(bars, "no memory");
	take_function(&in, &bars->owner);
	take_function(&in, &bars->member);

	fault = vvp_notify_entry_fault(&entry, bars);
	require(!fault == is_usable(&entry, bars),
		"flags %u, BAR%u, offset %#llx: %s", entry.flags, entry.bar,
		(unsigned long long)entry.offset, fault ? fault : "usable");
	/* It goes into the log. */
	require(!fault || *fault, "a fault without a reason");

	free(bars);
	return 0;
}
