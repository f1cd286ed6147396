/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a network device has the legacy header in front of its packets.
 *
 * A pure part of modern_regs.c, with whose unit tests and fuzzer it is compiled.
 */
#ifndef VVP_MODERN_HEADER_H
#define VVP_MODERN_HEADER_H

#include "modern_dev.h"

int vvp_modern_prove_header10(struct modern_dev *dev, unsigned long deadline);

#endif
