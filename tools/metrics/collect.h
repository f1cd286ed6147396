/* SPDX-License-Identifier: GPL-2.0-only */
/* All samples that there are now: of the tool, of the modules, of what they have. */
#ifndef TOOLS_COLLECT_H
#define TOOLS_COLLECT_H

#include <stddef.h>

#include "metrics/family.h"

struct subjects;

/**
 * struct collection - all samples
 * @families: one for each metric of metric_list, in that order
 * @nr: how many
 * @subjects: what they are of; the labels have its names
 */
struct collection {
	struct family *families;
	size_t nr;
	struct subjects *subjects;
};

/* What cannot be read is left out, as of a function that goes away meanwhile. */
void collect_all(struct collection *collection);
void collect_free(struct collection *collection);

#endif
