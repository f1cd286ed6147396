/* SPDX-License-Identifier: GPL-2.0-only */
/* Order statistics of measurements. */
#ifndef BENCH_STATS_H
#define BENCH_STATS_H

#include <stddef.h>
#include <stdint.h>

void stats_sort(uint64_t *values, size_t n);
/* Of sorted values: the one that @percent of them do not exceed. */
uint64_t stats_of(const uint64_t *sorted, size_t n, unsigned int percent);

#endif
