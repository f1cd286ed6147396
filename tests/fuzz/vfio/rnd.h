/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that are the same for the same seed (splitmix64). */
#ifndef TESTS_FUZZ_VFIO_RND_H
#define TESTS_FUZZ_VFIO_RND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rnd {
	uint64_t state;
};

static inline uint64_t rnd_next(struct rnd *rnd)
{
	uint64_t z = rnd->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* 0 to n - 1 */
static inline size_t rnd_below(struct rnd *rnd, size_t n)
{
	return rnd_next(rnd) % n;
}

static inline bool rnd_percent(struct rnd *rnd, unsigned int percent)
{
	return rnd_below(rnd, 100) < percent;
}

#endif
