/* SPDX-License-Identifier: GPL-2.0-only */
/* Who uses a disk, or a part of one, on this host. */
#ifndef TOOLS_DISK_USE_H
#define TOOLS_DISK_USE_H

#include <stdbool.h>
#include <stddef.h>

#include "device/holders.h"
#include "device/parts.h"

/* Who is seen to use it? @text says it: "its disk vda is mounted on /mnt". */
bool disk_use_find(const struct part *disk, const struct holders *holders,
		   char *text, size_t size);

/*
 * Does anybody, seen or not? The kernel is asked to open it for nobody else, and refuses
 * if anybody in whatever namespace has it for himself. A disk is claimed with each of its
 * partitions, and the other way around. Only root can ask that.
 */
bool disk_use_is_claimed(const struct part *disk, char *text, size_t size);

#endif
