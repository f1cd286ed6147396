/* SPDX-License-Identifier: GPL-2.0-only */
/* Bits, for the driver's pure files in user space. */
#ifndef UNIT_LINUX_BITOPS_H
#define UNIT_LINUX_BITOPS_H

#include <linux/types.h>

/* The number of the highest bit, from 1; 0 if there is none. */
static inline unsigned int fls64(u64 word)
{
	return word ? 64 - __builtin_clzll(word) : 0;
}

#endif
