/* SPDX-License-Identifier: GPL-2.0-only */
/* The legacy device while the device behind it is stopped, and when it runs again. */
#ifndef VVP_LEGACY_STOP_H
#define VVP_LEGACY_STOP_H

#include "legacy_dev.h"

int vvp_legacy_stop(struct legacy_dev *dev);
int vvp_legacy_resume(struct legacy_dev *dev,
		      int (*run)(struct legacy_dev *dev, void *arg), void *arg);
void vvp_legacy_unstop(struct legacy_dev *dev);

#endif
