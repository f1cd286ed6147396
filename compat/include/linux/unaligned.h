/* SPDX-License-Identifier: GPL-2.0-only */
/* Where it was before Linux 6.12. A kernel that has this header goes first. */
#include <asm/unaligned.h>
