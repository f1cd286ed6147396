/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where names are, so that none lies over another one, or over the line from another one
 * to what it names. Pure.
 */
#ifndef TOOLS_TRACE_LABEL_H
#define TOOLS_TRACE_LABEL_H

#include <stdbool.h>
#include <stddef.h>

/* Between the line and its name, in pixels. */
#define LABEL_SPACE 4

/**
 * struct label - the name of something at @x
 * @x: where its line is; pixels
 * @width: of the name
 * @left: where the name begins, once it is placed
 * @row: of the name, 0 is the lowest; -1: there is no room for it
 */
struct label {
	double x;
	double width;
	double left;
	int row;
};

/**
 * struct label_room - where names may be
 * @left: pixels
 * @right: pixels
 * @rows: so many
 */
struct label_room {
	double left;
	double right;
	int rows;
};

/*
 * Places those from @first on, in the order of their x; those before it have been placed.
 * Returns how many have got no room.
 */
size_t labels_place(struct label *labels, size_t first, size_t nr,
		    const struct label_room *room);

#endif
