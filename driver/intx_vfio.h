/* SPDX-License-Identifier: GPL-2.0-only */
/* The VFIO interface of interrupts: the core's, and INTx that is made here. */
#ifndef VVP_INTX_VFIO_H
#define VVP_INTX_VFIO_H

#include "legacy_dev.h"

long vvp_intx_get_info(struct legacy_dev *dev, unsigned long arg);
long vvp_intx_set_irqs(struct legacy_dev *dev, unsigned long arg);

#endif
