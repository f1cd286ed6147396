// SPDX-License-Identifier: GPL-2.0-only
/* Reading a histogram, and adding its buckets up. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "metrics/histogram.h"

/* Returns what is behind the number, or NULL if there is none. */
static const char *take_number(unsigned long long *number, const char *text)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return errno ? NULL : end;
}

/* One of "WORD NUMBER\n". Returns what is behind it, or NULL if it is none. */
static const char *take_named(unsigned long long *number, const char *word,
			      const char *text)
{
	size_t len = strlen(word);

	if (strncmp(text, word, len) || text[len] != ' ')
		return NULL;
	text = take_number(number, text + len + 1);
	return text && *text == '\n' ? text + 1 : NULL;
}

/* The same with a bound, which has to be above the last one. */
static const char *take_bucket(struct histogram *histogram, const char *text)
{
	unsigned long long bound, count;
	size_t nr = histogram->nr;

	text = take_number(&bound, text);
	if (!text || *text != ' ' || nr == HISTOGRAM_BUCKETS ||
	    (nr && bound <= histogram->buckets[nr - 1].bound))
		return NULL;
	text = take_number(&count, text + 1);
	if (!text || *text != '\n')
		return NULL;
	histogram->count += count;
	histogram->buckets[nr].bound = bound;
	histogram->buckets[nr].count = histogram->count;
	histogram->nr++;
	return text + 1;
}

int histogram_parse(struct histogram *histogram, const char *text)
{
	unsigned long long above;

	memset(histogram, 0, sizeof(*histogram));
	while (isdigit((unsigned char)*text)) {
		text = take_bucket(histogram, text);
		if (!text)
			return -EINVAL;
	}
	text = take_named(&above, "inf", text);
	if (text)
		text = take_named(&histogram->sum, "sum", text);
	if (!text || *text)
		return -EINVAL;
	histogram->count += above;
	return 0;
}
