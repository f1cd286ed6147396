/* SPDX-License-Identifier: GPL-2.0-only */
/* A histogram as the driver shows it, and as OpenMetrics has it. */
#ifndef TOOLS_HISTOGRAM_H
#define TOOLS_HISTOGRAM_H

#include <stddef.h>

#define HISTOGRAM_BUCKETS 64

/**
 * struct histogram - cumulated
 * @nr: buckets that have a bound
 * @buckets: in the order of bounds
 * @buckets.bound: the highest value that is counted here
 * @buckets.count: of all values that are no higher, those of lower buckets included
 * @count: of all values
 * @sum: of all values
 */
struct histogram {
	size_t nr;
	struct {
		unsigned long long bound;
		unsigned long long count;
	} buckets[HISTOGRAM_BUCKETS];
	unsigned long long count;
	unsigned long long sum;
};

/*
 * Of a file of docs/abi.md: lines of a bound and a count, which is of that bucket alone;
 * "inf" is the bucket above all bounds, "sum" the sum. Returns 0, or -EINVAL for what is
 * none: too many, bounds out of order, a line of something else.
 */
int histogram_parse(struct histogram *histogram, const char *text);

#endif
