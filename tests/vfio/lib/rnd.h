/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that can be had again: SEED=n in the environment. */
#ifndef TESTS_VFIO_RND_H
#define TESTS_VFIO_RND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rnd {
	uint64_t state;
};

/* The environment's SEED, or a new one; printed, so that a run can be repeated. */
uint32_t rnd_seed(void);
/* The numbers of thread @n of a test with @seed. */
struct rnd rnd_make(uint32_t seed, uint32_t n);
uint32_t rnd_below(struct rnd *rnd, uint32_t below);
bool rnd_one_in(struct rnd *rnd, uint32_t one_in);
void rnd_bytes(struct rnd *rnd, void *buf, size_t len);

#endif
