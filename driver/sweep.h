/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest that reads a field of the device configuration piece by piece (a MAC
 * address is six accesses) is served from one read of the whole: fewer commands,
 * and a value that was never torn.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_SWEEP_H
#define VVP_SWEEP_H

#include "legacy_layout.h"

/* After that time the next piece is no part of the same sweep. */
#define SWEEP_MS	100

/**
 * struct sweep - a field that is being read from its start to its end
 * @field: the whole of it; no bytes if there is no sweep
 * @next: the offset that goes on with it
 * @since_ms: when it was read
 * @data: its value
 */
struct sweep {
	struct legacy_access field;
	u8 next;
	u64 since_ms;
	u8 data[LEGACY_ACCESS_MAX];
};

/* Is there one to go on with? */
static inline bool sweep_begun(const struct sweep *sweep)
{
	return sweep->field.len;
}

void sweep_drop(struct sweep *sweep);
bool sweep_serve(struct sweep *sweep, const struct legacy_access *access,
		 u64 now_ms, u8 *to);
void sweep_start(struct sweep *sweep, const struct legacy_access *field,
		 const u8 *data, const struct legacy_access *access,
		 u64 now_ms, u8 *to);

#endif
