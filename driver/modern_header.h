/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a network device has the legacy header in front of its packets.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_MODERN_HEADER_H
#define VVP_MODERN_HEADER_H

#include "modern_dev.h"

int vvp_modern_prove_header10(struct modern_dev *dev, unsigned long deadline);

#endif
