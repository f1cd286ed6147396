/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that can be had again: SEED=n in the environment. */
#ifndef TESTS_VFIO_DICE_H
#define TESTS_VFIO_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

/* The environment's SEED, or a new one; printed, so that a run can be repeated. */
uint32_t dice_seed(void);
/* The dice of thread @n of a test with @seed. */
struct dice dice_make(uint32_t seed, uint32_t n);
uint32_t roll(struct dice *dice, uint32_t below);
bool chance(struct dice *dice, uint32_t one_in);
void roll_bytes(struct dice *dice, void *buf, size_t len);

#endif
