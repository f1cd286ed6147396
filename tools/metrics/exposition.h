/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Metrics as text: OpenMetrics 1.0, or the text format of Prometheus (0.0.4), which a
 * node exporter reads from files. They are two because in OpenMetrics the name of a
 * counter has no "_total" where its type is told.
 */
#ifndef TOOLS_EXPOSITION_H
#define TOOLS_EXPOSITION_H

#include <stdio.h>

#include "metrics/family.h"

enum exposition_format {
	EXPOSITION_OPENMETRICS,
	EXPOSITION_TEXT,
};

/* All of it; a family without samples is left out. */
void exposition_print(FILE *to, const struct family *families, size_t nr,
		      enum exposition_format format);

#endif
