/* SPDX-License-Identifier: GPL-2.0-only */
/* What the operator sees of a VF in sysfs; docs/abi.md has it in words. */
#ifndef VVP_SYSFS_H
#define VVP_SYSFS_H

#include <linux/sysfs.h>

extern const struct attribute_group *vvp_sysfs_groups[];

#endif
