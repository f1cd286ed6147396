// SPDX-License-Identifier: GPL-2.0-only
/* Sections, scales and steps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/axis.h"

#define US 1000ull
#define MS 1000000ull
#define S  1000000000ull

static int by_begin(const void *a, const void *b)
{
	const struct axis_time *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* What is left is in order, with a gap between any two. Returns how many. */
static size_t put_together(struct axis_time *times, size_t nr)
{
	size_t last = 0;

	qsort(times, nr, sizeof(*times), by_begin);
	for (size_t i = 1; i < nr; i++) {
		if (times[i].begin > times[last].end)
			times[++last] = times[i];
		else if (times[i].end > times[last].end)
			times[last].end = times[i].end;
	}
	return last + 1;
}

/**
 * struct cut - sections as they are found
 * @times: all there are
 * @first: of each section, the place of its first time; and behind the last one, the end
 * @nr: of sections
 * @width: of them all
 */
struct cut {
	const struct axis_time *times;
	size_t first[AXIS_SECTIONS + 1];
	size_t nr;
	double width;
};

static uint64_t duration(const struct cut *cut, size_t i)
{
	return cut->times[cut->first[i + 1] - 1].end -
	       cut->times[cut->first[i]].begin;
}

static size_t times_in(const struct cut *cut, size_t i)
{
	return cut->first[i + 1] - cut->first[i];
}

/* Where more happens there is more room, but not that much more. */
static double width_of(const struct cut *cut, size_t i)
{
	double room = cut->width - AXIS_BREAK * (cut->nr - 1.0) -
		      AXIS_NARROWEST * (double)cut->nr;
	double all = 0;

	for (size_t j = 0; j < cut->nr; j++)
		all += sqrt(times_in(cut, j));
	return AXIS_NARROWEST + room * sqrt(times_in(cut, i)) / all;
}

/* The pixels of the section that its longest gap takes; @at gets what is behind that. */
static double waste(const struct cut *cut, size_t i, size_t *at)
{
	uint64_t gap, longest = 0;

	for (size_t j = cut->first[i] + 1; j < cut->first[i + 1]; j++) {
		gap = cut->times[j].begin - cut->times[j - 1].end;
		if (gap <= longest)
			continue;
		longest = gap;
		*at = j;
	}
	return longest ? width_of(cut, i) * longest / duration(cut, i) : 0;
}

static bool has_room(const struct cut *cut)
{
	return cut->nr < AXIS_SECTIONS &&
	       AXIS_NARROWEST * (cut->nr + 1.0) + AXIS_BREAK * cut->nr <=
		       cut->width;
}

/* Cuts where that saves most, if it saves enough: things that come evenly stay so. */
static bool cut_once(struct cut *cut)
{
	double most = 0, here;
	size_t at = 0, place = 0, i;

	if (!has_room(cut))
		return false;
	for (i = 0; i < cut->nr; i++) {
		size_t behind = 0;

		here = waste(cut, i, &behind);
		if (here <= most || here < 2 * AXIS_BREAK ||
		    here < width_of(cut, i) / 3)
			continue;
		most = here;
		at = behind;
		place = i + 1;
	}
	if (!at)
		return false;
	memmove(&cut->first[place + 1], &cut->first[place],
		(cut->nr + 1 - place) * sizeof(*cut->first));
	cut->first[place] = at;
	cut->nr++;
	return true;
}

/* A little more than what happens, so that nothing is on the border. */
static void set_times(struct axis_section *section, uint64_t begin,
		      uint64_t end)
{
	uint64_t margin = (end - begin) / 40;

	if (!margin)
		margin = end - begin ? 1 : US;
	section->first = begin;
	section->begin = begin > margin ? begin - margin : 0;
	section->end = end < UINT64_MAX - margin ? end + margin : UINT64_MAX;
}

void axis_make(struct axis *axis, struct axis_time *times, size_t nr, double x,
	       double width)
{
	struct cut cut = { .times = times, .nr = 1, .width = width };
	struct axis_section *section;

	cut.first[1] = put_together(times, nr);
	while (cut_once(&cut))
		;
	axis->nr = cut.nr;
	for (size_t i = 0; i < cut.nr; i++) {
		section = &axis->sections[i];
		set_times(section, times[cut.first[i]].begin,
			  times[cut.first[i + 1] - 1].end);
		section->times = times_in(&cut, i);
		section->x = x;
		section->width = width_of(&cut, i);
		x += section->width + AXIS_BREAK;
		if (i && section->begin < section[-1].end) {
			section->begin = section->first;
			section[-1].end = section->first;
		}
	}
}

static double x_in(const struct axis_section *section, uint64_t ns)
{
	if (ns <= section->begin)
		return section->x;
	if (ns >= section->end)
		return section->x + section->width;
	return section->x +
	       section->width * ((double)(ns - section->begin) /
				 (double)(section->end - section->begin));
}

double axis_x(const struct axis *axis, uint64_t ns)
{
	size_t i = axis->nr - 1;

	while (i && ns < axis->sections[i].begin)
		i--;
	return x_in(&axis->sections[i], ns);
}

uint64_t axis_step(const struct axis_section *section, double pixels)
{
	/* behind seconds people do not count by tens */
	static const uint64_t longer[] = {
		1,   2,	   5,	 10,   20,   30,    60,	   120,	  300,
		600, 1200, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
	};
	double least =
		(section->end - section->begin) * pixels / section->width;
	uint64_t step = 1;

	while (step < S) {
		if (step >= least)
			return step;
		if (2 * step >= least)
			return 2 * step;
		if (5 * step >= least)
			return 5 * step;
		step *= 10;
	}
	for (size_t i = 0; i < sizeof(longer) / sizeof(longer[0]); i++)
		if (longer[i] * S >= least)
			return longer[i] * S;
	step = 86400 * S;
	while (step < least && step < UINT64_MAX / 2)
		step *= 2;
	return step;
}

static const struct unit {
	uint64_t ns;
	const char *name;
} units[] = {
	{ 86400 * S, "d" }, { 3600 * S, "h" }, { 60 * S, "min" }, { S, "s" },
	{ MS, "ms" },	    { US, "µs" },      { 1, "ns" },
};

#define UNITS (sizeof(units) / sizeof(units[0]))

/* Minutes, hours and days have no decimals: they are for what is whole. */
static bool fits(const struct unit *unit, uint64_t ns, uint64_t step)
{
	if (ns < unit->ns)
		return false;
	if (unit->ns <= S)
		return true;
	return step ? !(step % unit->ns) : ns >= 2 * unit->ns;
}

/* How many decimals tell one step from the next one? */
static int decimals(uint64_t unit, uint64_t ns, uint64_t step)
{
	int nr = 0;

	if (!step)
		return ns >= 100 * unit ? 0 : ns >= 10 * unit ? 1 : 2;
	while (step % unit && nr < 9) {
		unit /= 10;
		nr++;
		if (!unit)
			break;
	}
	return nr;
}

void axis_text(char *text, size_t size, uint64_t ns, uint64_t step)
{
	const struct unit *unit = &units[UNITS - 1];
	char number[AXIS_TEXT];
	size_t len;

	if (!ns) {
		snprintf(text, size, "0");
		return;
	}
	for (size_t i = 0; i < UNITS; i++) {
		if (!fits(&units[i], ns, step))
			continue;
		unit = &units[i];
		break;
	}
	snprintf(number, sizeof(number), "%.*f", decimals(unit->ns, ns, step),
		 (double)ns / unit->ns);
	/* "1.50" says no more than "1.5" */
	len = strlen(number);
	if (strchr(number, '.')) {
		while (number[len - 1] == '0')
			len--;
		if (number[len - 1] == '.')
			len--;
		number[len] = '\0';
	}
	snprintf(text, size, "%s %s", number, unit->name);
}
