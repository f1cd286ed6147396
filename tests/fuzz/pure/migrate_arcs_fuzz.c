// SPDX-License-Identifier: GPL-2.0-only
/*
 * States that a VMM asks for, one after the other: whatever it asks, each step is an arc
 * and an end is reached, or it is refused where it stands.
 *
 * Input: states: a byte each, or with bit 7 four more bytes.
 */
#include <errno.h>

#include "fuzz.h"
#include "migrate_arcs.h"

static bool saves(uint32_t state)
{
	return state == MIGRATE_STOP_COPY || state == MIGRATE_PRE_COPY ||
	       state == MIGRATE_PRE_COPY_P2P;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint32_t state = MIGRATE_RUNNING;

	while (in.left) {
		uint32_t to = take(&in, 1), at = state, next = state;
		int steps = 0;

		to = to & 0x80 ? take(&in, 4) : to & 0xf;
		while (at != to && !vvp_migrate_next_arc(at, to, &next)) {
			require(next && next < MIGRATE_STATES && next != at,
				"from %u to %u by %u", at, to, next);
			require(next == to || !saves(next) || saves(state),
				"%u saves on its way to %u", next, to);
			require(++steps < 6, "no end from %u to %u", state, to);
			at = next;
		}
		if (at == to)
			state = to;
		else
			require(at == state, "stuck at %u", at);
		require(state == at && *vvp_migrate_state_name(state),
			"state %u", state);
		require(vvp_migrate_next_arc(state, state, &next) == 0,
			"cannot stay at %u", state);
		require(next == state, "to %u, not %u", next, state);
	}
	return 0;
}
