/* SPDX-License-Identifier: GPL-2.0-only */
/* The VFIO interface of INTx. */
#ifndef VVP_IRQS_H
#define VVP_IRQS_H

#include "legacy_bar.h"

long irqs_get_info(struct legacy_bar *bar, unsigned long arg);
long irqs_set(struct legacy_bar *bar, unsigned long arg);

#endif
