/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a PF offer device parts of its members, and how many at a time? */
#ifndef VOWNER_CAPABILITY_H
#define VOWNER_CAPABILITY_H

#include <linux/types.h>

struct vowner;

/**
 * enum vowner_parts - what is known of a PF's device parts since it is up
 * @VOWNER_PARTS_UNKNOWN: nobody has asked
 * @VOWNER_PARTS_NONE: there are none
 * @VOWNER_PARTS_READY: the capability is set, there may be objects
 */
enum vowner_parts {
	VOWNER_PARTS_UNKNOWN,
	VOWNER_PARTS_NONE,
	VOWNER_PARTS_READY,
};

u64 vowner_parts_opcodes(struct vowner *owner, u64 offered, unsigned long deadline);
void vowner_parts_refused(struct vowner *owner, int err);
int vowner_parts_support(struct vowner *owner, unsigned long deadline);

#endif
