// SPDX-License-Identifier: GPL-2.0-only
/* A small generator of random numbers (splitmix64). */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "check.h"
#include "dice.h"

uint32_t dice_seed(void)
{
	const char *given = getenv("SEED");
	uint32_t seed = 0;

	if (given)
		seed = strtoul(given, NULL, 0);
	else if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = 1;
	print_message("# SEED=%u\n", seed);
	return seed;
}

static uint64_t next(struct dice *dice)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

struct dice dice_make(uint32_t seed, uint32_t n)
{
	return (struct dice){ .state = (uint64_t)seed << 32 | n };
}

uint32_t roll(struct dice *dice, uint32_t below)
{
	return next(dice) % below;
}

bool chance(struct dice *dice, uint32_t one_in)
{
	return !roll(dice, one_in);
}

void roll_bytes(struct dice *dice, void *buf, size_t len)
{
	uint8_t *byte = buf;

	while (len--)
		*byte++ = next(dice);
}
