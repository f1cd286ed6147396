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

/* So many of the longest gaps may be cut at. */
#define GAPS	  20
/* What is as far from each other is told apart; pixels. */
#define APART	  3
/* And so many more have to be, for a cut. */
#define LEAST	  3
/* More of a section are not looked at. */
#define LOOKED_AT 2000

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

/* How many things of a section can be told from each other. */
static size_t told_apart_in(const struct cut *cut, size_t i)
{
	uint64_t begin = cut->times[cut->first[i]].begin;
	double scale = width_of(cut, i) / APART / (duration(cut, i) + 1.0);
	/* of very many a part tells how it is */
	size_t step = times_in(cut, i) / LOOKED_AT + 1, nr = 0;
	long last = -1, here;

	for (size_t j = cut->first[i]; j < cut->first[i + 1]; j += step) {
		here = (cut->times[j].begin - begin) * scale;
		nr += here != last;
		last = here;
	}
	return nr;
}

static size_t told_apart(const struct cut *cut)
{
	size_t nr = 0;

	for (size_t i = 0; i < cut->nr; i++)
		nr += told_apart_in(cut, i);
	return nr;
}

static bool has_room(const struct cut *cut)
{
	return cut->nr < AXIS_SECTIONS &&
	       AXIS_NARROWEST * (cut->nr + 1.0) + AXIS_BREAK * cut->nr <=
		       cut->width;
}

/* One more section, that begins at @at. False if that cannot be. */
static bool cut_at(struct cut *cut, size_t at)
{
	size_t i = 0;

	if (!has_room(cut))
		return false;
	while (cut->first[i] < at)
		i++;
	if (cut->first[i] == at)
		return false;
	memmove(&cut->first[i + 1], &cut->first[i],
		(cut->nr + 1 - i) * sizeof(*cut->first));
	cut->first[i] = at;
	cut->nr++;
	return true;
}

static uint64_t gap_before(const struct cut *cut, size_t i)
{
	return cut->times[i].begin - cut->times[i - 1].end;
}

/* What is behind the longest gaps. Returns how many. */
static size_t longest_gaps(const struct cut *cut, size_t places[GAPS])
{
	size_t nr = 0, at;

	for (size_t i = 1; i < cut->first[cut->nr]; i++) {
		if (nr == GAPS &&
		    gap_before(cut, i) <= gap_before(cut, places[nr - 1]))
			continue;
		if (nr < GAPS)
			nr++;
		for (at = nr - 1;
		     at && gap_before(cut, i) > gap_before(cut, places[at - 1]);
		     at--)
			places[at] = places[at - 1];
		places[at] = i;
	}
	return nr;
}

/*
 * Cuts where that tells most things apart, if it is enough: what comes evenly stays
 * together. To take out what happens in the middle needs two cuts, so both are tried.
 */
static bool cut_once(struct cut *cut, const size_t *places, size_t nr)
{
	size_t before = told_apart(cut), after;
	double best = before / 10.0 > LEAST ? before / 10.0 : LEAST, gain;
	struct cut found = *cut;

	for (size_t i = 0; i < nr; i++) {
		struct cut one = *cut;

		if (!cut_at(&one, places[i]))
			continue;
		for (size_t j = i; j < nr; j++) {
			struct cut two = one;

			if (j != i && !cut_at(&two, places[j]))
				continue;
			after = told_apart(&two);
			gain = after > before ? after - before : 0;
			gain /= two.nr - cut->nr;
			if (gain <= best)
				continue;
			best = gain;
			found = two;
		}
	}
	if (found.nr == cut->nr)
		return false;
	*cut = found;
	return true;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A little more than what happens, so that nothing is on the border, where there is room. */
static void set_times(struct axis_section *section, const struct cut *cut,
		      size_t i)
{
	uint64_t margin, before, behind;

	section->first = cut->times[cut->first[i]].begin;
	section->last = cut->times[cut->first[i + 1] - 1].end;
	section->times = times_in(cut, i);
	before = i ? gap_before(cut, cut->first[i]) / 2 : section->first;
	behind = i + 1 < cut->nr ? gap_before(cut, cut->first[i + 1]) / 2
				 : UINT64_MAX - section->last;
	margin = (section->last - section->first) / 40;
	if (!margin)
		margin = section->last - section->first ? 1 : US;
	section->begin = section->first - least(margin, before);
	section->end = section->last + least(margin, behind);
}

void axis_make(struct axis *axis, struct axis_time *times, size_t nr, double x,
	       double width)
{
	struct cut cut = { .times = times, .nr = 1, .width = width };
	struct axis_section *section;
	size_t places[GAPS];

	cut.first[1] = put_together(times, nr);
	nr = longest_gaps(&cut, places);
	while (cut_once(&cut, places, nr))
		;
	axis->nr = cut.nr;
	for (size_t i = 0; i < cut.nr; i++) {
		section = &axis->sections[i];
		set_times(section, &cut, i);
		section->x = x;
		section->width = width_of(&cut, i);
		x += section->width + AXIS_BREAK;
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
