/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples, by the metric that they are of: what there is to print. */
#ifndef TOOLS_FAMILY_H
#define TOOLS_FAMILY_H

#include <stddef.h>

#include "metrics/histogram.h"
#include "metrics/metric.h"

#define FAMILY_LABELS 8

/**
 * struct label - a name and a value
 * @name: one that needs no quotes
 * @value: any text; one that is empty is as none
 */
struct label {
	const char *name;
	const char *value;
};

/**
 * struct sample - a value
 * @labels: of it; what is behind the last has no name
 * @value: not of a histogram; in metric.per_unit
 * @histogram: or NULL
 */
struct sample {
	struct label labels[FAMILY_LABELS];
	unsigned long long value;
	struct histogram *histogram;
};

/**
 * struct family - the samples of a metric
 * @metric: the metric
 * @samples: in order
 * @nr: how many
 */
struct family {
	const struct metric *metric;
	struct sample *samples;
	size_t nr;
};

#endif
