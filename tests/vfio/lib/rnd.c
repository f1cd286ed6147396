// SPDX-License-Identifier: GPL-2.0-only
/* A small generator of random numbers (splitmix64). */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "check.h"
#include "rnd.h"

uint32_t rnd_seed(void)
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

static uint64_t next(struct rnd *rnd)
{
	uint64_t z = rnd->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

struct rnd rnd_make(uint32_t seed, uint32_t n)
{
	return (struct rnd){ .state = (uint64_t)seed << 32 | n };
}

uint32_t rnd_below(struct rnd *rnd, uint32_t below)
{
	return next(rnd) % below;
}

bool rnd_one_in(struct rnd *rnd, uint32_t one_in)
{
	return !rnd_below(rnd, one_in);
}

void rnd_bytes(struct rnd *rnd, void *buf, size_t len)
{
	uint8_t *byte = buf;

	while (len--)
		*byte++ = next(rnd);
}
