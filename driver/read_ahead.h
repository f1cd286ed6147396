/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest that reads a field of the device configuration piece by piece (a MAC
 * address is six accesses) is served from one read of the whole: fewer commands,
 * and a value that was never torn.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_READ_AHEAD_H
#define VVP_READ_AHEAD_H

#include "legacy_layout.h"

/* After that time the next piece does not go on with the field. */
#define READ_AHEAD_MS	100

/**
 * struct read_ahead - a field that is being read from its start to its end
 * @field: the whole of it; no bytes if there is none
 * @next: the offset that goes on with it
 * @since_ms: when it was read
 * @data: its value
 */
struct read_ahead {
	struct legacy_access field;
	u8 next;
	u64 since_ms;
	u8 data[LEGACY_ACCESS_MAX];
};

/* Is there one to go on with? */
static inline bool vvp_read_ahead_is_on(const struct read_ahead *ahead)
{
	return ahead->field.len;
}

void vvp_read_ahead_drop(struct read_ahead *ahead);
bool vvp_read_ahead_serve(struct read_ahead *ahead,
			  const struct legacy_access *access, u64 now_ms,
			  u8 *to);
void vvp_read_ahead_start(struct read_ahead *ahead, const struct legacy_access *field,
			  const u8 *data, const struct legacy_access *access,
			  u64 now_ms, u8 *to);

#endif
