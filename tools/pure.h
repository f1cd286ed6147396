/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver's pure files take from the kernel's headers, and those of user space
 * have not. The Makefile puts it before these files, and before what includes theirs.
 */
#ifndef TOOLS_PURE_H
#define TOOLS_PURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
