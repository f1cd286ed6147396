/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel has made of a function: disks, ports, interfaces, as sysfs has them. */
#ifndef TOOLS_PARTS_H
#define TOOLS_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "device/function.h"

enum part_kind {
	PART_BLOCK,
	PART_CHAR,
	PART_INTERFACE,
};

/**
 * struct part - below a function, however deep
 * @kind: of it
 * @name: "vda1", "vport1p0", "eth0"
 * @path: of its folder in sysfs, without the root
 * @number: of the device; of an interface 0
 */
struct part {
	enum part_kind kind;
	char name[64];
	char path[256];
	dev_t number;
};

struct parts {
	struct part *list;
	size_t nr;
};

/* But not those of VFIO. */
void parts_find(struct parts *parts, const struct function *function);
void parts_free(struct parts *parts);

#endif
