/* SPDX-License-Identifier: GPL-2.0-only */
/* What the operator sees of a VF in sysfs; docs/abi.md has it in words. */
#ifndef VVP_SYSFS_H
#define VVP_SYSFS_H

#include <linux/sysfs.h>

struct vvp_device;

extern const struct attribute_group *vvp_sysfs_groups[];

int vvp_sysfs_add_legacy(struct vvp_device *vvp);
void vvp_sysfs_remove_legacy(struct vvp_device *vvp);

#endif
