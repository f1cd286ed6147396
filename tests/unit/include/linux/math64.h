/* SPDX-License-Identifier: GPL-2.0-only */
/* Division of 64 bits, for the driver's pure files in user space. */
#ifndef UNIT_LINUX_MATH64_H
#define UNIT_LINUX_MATH64_H

#include <linux/types.h>

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

#endif
