/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a time is in a picture. A guest does a lot in a few ms, and then nothing for
 * seconds: so the axis has sections with nothing between, each with a scale of its own.
 * Pure.
 */
#ifndef TOOLS_TRACE_AXIS_H
#define TOOLS_TRACE_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AXIS_SECTIONS 8

/* Of a section, and of what is between two; in pixels. */
#define AXIS_NARROWEST 84
#define AXIS_BREAK     28

/**
 * struct axis_time - something that happens
 * @begin: ns
 * @end: ns
 */
struct axis_time {
	uint64_t begin;
	uint64_t end;
};

/**
 * struct axis_section - in which time is linear
 * @begin: time at its left; ns
 * @end: and at its right
 * @first: when the first thing happens in it
 * @last: and when the last one has ended
 * @x: its left; pixels
 * @width: pixels
 * @times: how many things happen in it
 */
struct axis_section {
	uint64_t begin;
	uint64_t end;
	uint64_t first;
	uint64_t last;
	double x;
	double width;
	size_t times;
};

struct axis {
	struct axis_section sections[AXIS_SECTIONS];
	size_t nr;
};

/*
 * For these times, of which there is at least one, from @x, so many pixels wide, which is
 * AXIS_NARROWEST at least. Sorts them, and puts together what overlaps.
 */
void axis_make(struct axis *axis, struct axis_time *times, size_t nr, double x,
	       double width);

/* Pixels. A time that is in no section is at the end of the one before. */
double axis_x(const struct axis *axis, uint64_t ns);

/* The time between two lines of the section with room for so many pixels; ns. */
uint64_t axis_step(const struct axis_section *section, double pixels);

/* Room for a time in words. */
#define AXIS_TEXT 32

/* "2 ms", as short as it can be; @step tells how exact it has to be, 0: three digits. */
void axis_text(char *text, size_t size, uint64_t ns, uint64_t step);

#endif
