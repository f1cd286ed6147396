/* SPDX-License-Identifier: GPL-2.0-only */
/* Hand a stream to a reader, in pieces, for unit tests and fuzzers. */
#ifndef STREAM_FEED_H
#define STREAM_FEED_H

#include <string.h>

#include "stream.h"

/*
 * @event is called for each that comes, and may end it all with an error. Return: 0, or
 * that of vvp_stream_read_got(). The end is the caller's.
 */
static inline int
feed_stream(struct stream_reader *reader, const u8 *data, size_t len,
	    size_t piece, int (*event)(struct stream_reader *reader, int event))
{
	while (len) {
		size_t now = len < piece ? len : piece;

		for (size_t left = now; left;) {
			u8 *to;
			size_t room = vvp_stream_read_room(reader, &to);
			int ret;

			if (room > left)
				room = left;
			memcpy(to, data, room);
			ret = vvp_stream_read_got(reader, room);
			if (ret > 0 && event)
				ret = event(reader, ret);
			if (ret < 0)
				return ret;
			data += room;
			left -= room;
		}
		len -= now;
	}
	return 0;
}

#endif
