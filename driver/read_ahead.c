// SPDX-License-Identifier: GPL-2.0-only
/* Serving the pieces of a field that was read as a whole. */
#include <linux/string.h>

#include "read_ahead.h"

/**
 * vvp_read_ahead_drop - anything else has been accessed, or may have changed the field
 * @ahead: all zeros at first
 */
void vvp_read_ahead_drop(struct read_ahead *ahead)
{
	ahead->field.len = 0;
}

static unsigned int end_of(const struct legacy_access *field)
{
	return field->offset + field->len;
}

static void serve(struct read_ahead *ahead, const struct legacy_access *access,
		  u8 *to)
{
	memcpy(to, ahead->data + (access->offset - ahead->field.offset),
	       access->len);
	ahead->next = access->offset + access->len;
	if (ahead->next == end_of(&ahead->field))
		vvp_read_ahead_drop(ahead);
}

/**
 * vvp_read_ahead_serve - does this read go on in the field?
 * @ahead: the field; dropped if not, and when it has reached the field's end
 * @access: the read
 * @now_ms: a clock that never goes back
 * @to: what it reads, if so
 */
bool vvp_read_ahead_serve(struct read_ahead *ahead,
			  const struct legacy_access *access, u64 now_ms,
			  u8 *to)
{
	if (!ahead->field.len || access->space != ahead->field.space ||
	    access->offset != ahead->next ||
	    access->offset + access->len > end_of(&ahead->field) ||
	    now_ms - ahead->since_ms > READ_AHEAD_MS) {
		vvp_read_ahead_drop(ahead);
		return false;
	}
	serve(ahead, access, to);
	return true;
}

/**
 * vvp_read_ahead_start - a whole field has been read for the sake of its first piece
 * @ahead: all zeros at first
 * @field: the field
 * @data: its value
 * @access: the piece, from the field's start
 * @now_ms: the clock of vvp_read_ahead_serve()
 * @to: what the piece reads
 */
void vvp_read_ahead_start(struct read_ahead *ahead, const struct legacy_access *field,
			  const u8 *data, const struct legacy_access *access,
			  u64 now_ms, u8 *to)
{
	ahead->field = *field;
	ahead->since_ms = now_ms;
	memcpy(ahead->data, data, field->len);
	serve(ahead, access, to);
}
