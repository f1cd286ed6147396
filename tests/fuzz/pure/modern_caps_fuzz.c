// SPDX-License-Identifier: GPL-2.0-only
/*
 * Capabilities of a hostile function: what is taken from them lies in a memory BAR, and
 * in nothing else's place.
 *
 * Input: sizes of the BARs (3 bytes each), of how many bytes of configuration space from
 * 0x40 on are given (a byte); where the list begins, these bytes; then queue_notify_offs
 * (2 bytes each).
 */
#include "fuzz.h"
#include "modern_caps.h"

static void check_region(const struct modern_function *f,
			 const struct modern_region *r, uint32_t min,
			 uint32_t align)
{
	require(r->bar < MODERN_BARS, "BAR %u", r->bar);
	require(r->length >= min, "%u bytes are too few", r->length);
	require(r->offset % align == 0, "%#x is not aligned", r->offset);
	require((uint64_t)r->offset + r->length <= f->bar_size[r->bar],
		"%#x and %#x bytes are not in %#lx", r->offset, r->length,
		(unsigned long)f->bar_size[r->bar]);
}

static void check_apart(const struct modern_region *a,
			const struct modern_region *b)
{
	bool a_first, b_first;

	if (!a->length || !b->length || a->bar != b->bar)
		return;
	a_first = (uint64_t)a->offset + a->length <= b->offset;
	b_first = (uint64_t)b->offset + b->length <= a->offset;
	require(a_first || b_first, "%#x and %#x overlap", a->offset,
		b->offset);
}

static void check_caps(const struct modern_function *f,
		       const struct modern_caps *caps)
{
	check_region(f, &caps->common, MODERN_COMMON_MIN, 4);
	check_region(f, &caps->notify, 2, 2);
	check_region(f, &caps->isr, 1, 1);
	if (caps->device.length)
		check_region(f, &caps->device, 1, 4);
	check_apart(&caps->common, &caps->notify);
	check_apart(&caps->common, &caps->isr);
	check_apart(&caps->common, &caps->device);
	check_apart(&caps->notify, &caps->isr);
	check_apart(&caps->notify, &caps->device);
	check_apart(&caps->isr, &caps->device);
}

static void check_notify(const struct modern_caps *caps, uint16_t off)
{
	uint64_t at = (uint64_t)off * caps->notify_multiplier;
	uint32_t offset = 0;
	bool ok = vvp_modern_notify_offset(caps, off, &offset);

	require(ok == (at + 2 <= caps->notify.length), "%#lx is judged wrong",
		(unsigned long)at);
	require(!ok || offset == at, "%#x", offset);
	require(!ok || (caps->notify.offset + offset) % 2 == 0, "odd");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct modern_function f = { 0 };
	struct modern_caps caps;
	const char *fault;
	size_t given;

	for (int bar = 0; bar < MODERN_BARS; bar++)
		f.bar_size[bar] = take(&in, 3);
	given = take(&in, 1);
	f.config[0x06] = 0x10;
	f.config[0x34] = take(&in, 1);
	for (size_t i = 0; i < given && 0x40 + i < sizeof(f.config); i++)
		f.config[0x40 + i] = take(&in, 1);
	memset(&caps, 0xa5, sizeof(caps));
	fault = vvp_modern_caps_read(&f, &caps);
	if (fault) {
		require(*fault, "a fault without a word");
		return 0;
	}
	check_caps(&f, &caps);
	while (in.left)
		check_notify(&caps, take(&in, 2));
	return 0;
}
