// SPDX-License-Identifier: GPL-2.0-only
/*
 * An interrupt line: no event is lost, none signals twice without an unmask between,
 * and what is loaded is what is saved.
 *
 * Input: a saved form (its length in a byte, then so many); then steps: kind and
 * ISR bits (a byte).
 */
#include <errno.h>

#include "fuzz.h"
#include "intx_line.h"

/* What was not read yet, and whether a signal is out that was not unmasked. */
struct model {
	uint8_t isr;
	bool masked;
};

static void check_load(struct input *in, struct intx_line *line)
{
	size_t len = take(in, 1) % 5;
	uint8_t *from = malloc(len ? len : 1), saved[INTX_LINE_SAVED];
	bool good;

	require(from, "no memory");
	for (size_t i = 0; i < len; i++)
		from[i] = take(in, 1);
	good = len == INTX_LINE_SAVED && from[0] <= 3 && from[1] <= 1;
	require(vvp_intx_line_load(line, from, len) == (good ? 0 : -EINVAL),
		"%zu bytes", len);
	vvp_intx_line_save(line, saved);
	require(!good || !memcmp(saved, from, len), "is not what was loaded");
	free(from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct intx_line line = { 0 };
	struct model m;

	check_load(&in, &line);
	m = (struct model){ line.isr, line.masked };
	while (in.left) {
		uint8_t step = take(&in, 1);
		bool deliverable = step & 4, signals, expected;

		switch (step >> 6) {
		case 0:
			require(vvp_intx_line_read_isr(&line) == m.isr,
				"ISR status is not %u", m.isr);
			m.isr = 0;
			break;
		case 1:
			m.masked = false;
			signals = vvp_intx_line_unmask(&line, deliverable);
			expected = m.isr && deliverable;
			require(signals == expected, "unmasked, ISR %u", m.isr);
			m.masked = expected;
			break;
		default:
			m.isr |= step & 3;
			signals = vvp_intx_line_raise(&line, step & 3,
						      deliverable);
			expected = m.isr && deliverable && !m.masked;
			require(signals == expected, "raised, ISR %u", m.isr);
			m.masked |= expected;
		}
		require(line.isr == m.isr && line.masked == m.masked,
			"ISR %u, masked %d", line.isr, line.masked);
	}
	return 0;
}
