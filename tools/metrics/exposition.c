// SPDX-License-Identifier: GPL-2.0-only
/* Writing metrics as text. */
#include <stdbool.h>
#include <string.h>

#include "metrics/exposition.h"

/* Beyond what a double can have nothing is shown. */
#define DIGITS 15

static void print_value(FILE *to, const struct metric *metric,
			unsigned long long value)
{
	if (metric->per_unit)
		fprintf(to, "%.*g", DIGITS, (double)value / metric->per_unit);
	else
		fprintf(to, "%llu", value);
}

static void print_escaped(FILE *to, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '\n':
			fputs("\\n", to);
			break;
		case '\\':
		case '"':
			fprintf(to, "\\%c", *text);
			break;
		default:
			fputc(*text, to);
		}
	}
}

/* Leaves the brace open. Returns whether there is one. */
static bool print_labels(FILE *to, const struct sample *sample)
{
	bool any = false;

	for (size_t i = 0; i < FAMILY_LABELS && sample->labels[i].name; i++) {
		const struct label *label = &sample->labels[i];

		if (!label->value || !*label->value)
			continue;
		fprintf(to, "%c%s=\"", any ? ',' : '{', label->name);
		print_escaped(to, label->value);
		fputc('"', to);
		any = true;
	}
	return any;
}

static void print_name(FILE *to, const struct metric *metric,
		       const char *ending, const struct sample *sample)
{
	fprintf(to, "%s%s", metric->name, ending);
	if (print_labels(to, sample))
		fputc('}', to);
	fputc(' ', to);
}

static void print_bucket(FILE *to, const struct metric *metric,
			 const struct sample *sample, size_t bucket)
{
	const struct histogram *histogram = sample->histogram;
	bool last = bucket == histogram->nr;

	fprintf(to, "%s_bucket", metric->name);
	fputs(print_labels(to, sample) ? ",le=\"" : "{le=\"", to);
	if (last)
		fputs("+Inf", to);
	else
		print_value(to, metric, histogram->buckets[bucket].bound);
	fprintf(to, "\"} %llu\n",
		last ? histogram->count : histogram->buckets[bucket].count);
}

static void print_histogram(FILE *to, const struct metric *metric,
			    const struct sample *sample)
{
	for (size_t i = 0; i <= sample->histogram->nr; i++)
		print_bucket(to, metric, sample, i);
	print_name(to, metric, "_sum", sample);
	print_value(to, metric, sample->histogram->sum);
	fputc('\n', to);
	print_name(to, metric, "_count", sample);
	fprintf(to, "%llu\n", sample->histogram->count);
}

static const char *ending_of(const struct metric *metric)
{
	return metric->type == METRIC_COUNTER ? "_total" : "";
}

static void print_family(FILE *to, const struct family *family,
			 enum exposition_format format)
{
	const struct metric *metric = family->metric;
	const char *ending = ending_of(metric);
	const char *told = format == EXPOSITION_TEXT ? ending : "";

	fprintf(to, "# HELP %s%s %s\n", metric->name, told, metric->help);
	fprintf(to, "# TYPE %s%s %s\n", metric->name, told,
		metric_type_name(metric->type));
	if (metric->unit && format == EXPOSITION_OPENMETRICS)
		fprintf(to, "# UNIT %s %s\n", metric->name, metric->unit);
	for (size_t i = 0; i < family->nr; i++) {
		const struct sample *sample = &family->samples[i];

		if (sample->histogram) {
			print_histogram(to, metric, sample);
			continue;
		}
		print_name(to, metric, ending, sample);
		print_value(to, metric, sample->value);
		fputc('\n', to);
	}
}

void exposition_print(FILE *to, const struct family *families, size_t nr,
		      enum exposition_format format)
{
	for (size_t i = 0; i < nr; i++)
		if (families[i].nr)
			print_family(to, &families[i], format);
	if (format == EXPOSITION_OPENMETRICS)
		fputs("# EOF\n", to);
}
