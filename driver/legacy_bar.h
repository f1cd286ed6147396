/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR0 as the guest sees it: bytes, which become fields. */
#ifndef VVP_LEGACY_BAR_H
#define VVP_LEGACY_BAR_H

#include "legacy_dev.h"

ssize_t vvp_bar_read(struct legacy_dev *dev, char __user *buf, size_t count,
		     loff_t pos);
ssize_t vvp_bar_write(struct legacy_dev *dev, const char __user *buf,
		      size_t count, loff_t pos);
int vvp_bar_notify(struct legacy_dev *dev, u16 queue);

#endif
