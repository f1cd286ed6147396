/* SPDX-License-Identifier: GPL-2.0-only */
/* A picture of a trace, as SVG that needs nothing else. Pure. */
#ifndef TOOLS_TRACE_SVG_H
#define TOOLS_TRACE_SVG_H

#include <stdio.h>

#include "trace/picture.h"

#define SVG_NARROWEST 400
#define SVG_WIDEST    10000

/**
 * struct svg_head - what else there is to say
 * @address: of the function
 * @virtio_id: its device type
 * @width: pixels, between those above
 */
struct svg_head {
	const char *address;
	unsigned int virtio_id;
	unsigned int width;
};

/* Returns 0 or -ENOMEM. Check ferror() at the end. */
int svg_draw(FILE *to, const struct picture *picture,
	     const struct svg_head *head);

#endif
