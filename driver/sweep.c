// SPDX-License-Identifier: GPL-2.0-only
/* Serving the pieces of a field that was read as a whole. */
#include <linux/string.h>

#include "sweep.h"

/**
 * sweep_drop - anything else has been accessed, or may have changed the field
 * @sweep: all zeros at first
 */
void sweep_drop(struct sweep *sweep)
{
	sweep->field.len = 0;
}

static void serve(struct sweep *sweep, const struct legacy_access *access,
		  u8 *to)
{
	memcpy(to, sweep->data + (access->offset - sweep->field.offset),
	       access->len);
	sweep->next = access->offset + access->len;
	if (sweep->next == sweep->field.offset + sweep->field.len)
		sweep_drop(sweep);
}

/**
 * sweep_serve - does this read go on with the sweep?
 * @sweep: the sweep; dropped if not, and when it has reached the field's end
 * @access: the read
 * @now_ms: a clock that never goes back
 * @to: what it reads, if so
 */
bool sweep_serve(struct sweep *sweep, const struct legacy_access *access,
		 u64 now_ms, u8 *to)
{
	if (!sweep->field.len || access->space != sweep->field.space ||
	    access->offset != sweep->next ||
	    access->offset + access->len >
		    sweep->field.offset + sweep->field.len ||
	    now_ms - sweep->since_ms > SWEEP_MS) {
		sweep_drop(sweep);
		return false;
	}
	serve(sweep, access, to);
	return true;
}

/**
 * sweep_start - a field has been read as a whole for the sake of its first piece
 * @sweep: the sweep
 * @field: the field
 * @data: its value
 * @access: the piece, from the field's start
 * @now_ms: the clock of sweep_serve()
 * @to: what the piece reads
 */
void sweep_start(struct sweep *sweep, const struct legacy_access *field,
		 const u8 *data, const struct legacy_access *access,
		 u64 now_ms, u8 *to)
{
	sweep->field = *field;
	sweep->since_ms = now_ms;
	memcpy(sweep->data, data, field->len);
	serve(sweep, access, to);
}
