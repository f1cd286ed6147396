/* SPDX-License-Identifier: GPL-2.0-only */
/* The little that the driver's pure files take from the kernel's headers. */
#ifndef UNIT_LINUX_KERNEL_H
#define UNIT_LINUX_KERNEL_H

#include <linux/types.h>
#include <stdio.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
