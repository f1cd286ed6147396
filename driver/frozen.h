/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls of the core during which no access may be on its way to the device. */
#ifndef VVP_FROZEN_H
#define VVP_FROZEN_H

#include "legacy_bar.h"

/* A VMM can take pages away as fast as they are brought; then it has its error. */
#define FROZEN_TRIES	3

long frozen_ioctl(struct legacy_bar *bar, unsigned int cmd, unsigned long arg,
		  bool without_intx);

#endif
