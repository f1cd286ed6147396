/* SPDX-License-Identifier: GPL-2.0-only */
/* Which processes have files of devices open: those of VFIO, disks, ports, and so on. */
#ifndef TOOLS_HOLDERS_H
#define TOOLS_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "device/function.h"

struct json_object;

/**
 * struct holder - a process, and a device's file that it holds
 * @file: as it was opened: "/dev/vfio/10", or "/dev/vfio/devices/vfio0", "/dev/vda"
 * @is_block: of a block device, not of a character device
 * @number: of the device, which it has by whatever name; 0 if that is not known
 * @pid: the process
 * @command: its name
 */
struct holder {
	char file[48];
	bool is_block;
	dev_t number;
	pid_t pid;
	char command[32];
};

/**
 * struct holders - all at one time
 * @list: of them
 * @nr: their number
 * @complete: nothing was hidden from the caller
 */
struct holders {
	struct holder *list;
	size_t nr;
	bool complete;
};

void holders_find(struct holders *holders);
void holders_free(struct holders *holders);

/*
 * Those of a function through VFIO, as an array of objects; its IOMMU group counts as a
 * whole.
 */
struct json_object *holders_of(const struct holders *holders,
			       const struct function *function);

/* The first that has this device open, or NULL. */
const struct holder *holders_of_file(const struct holders *holders,
				     bool is_block, dev_t number);

/* "qemu-system-x86 (pid 7)" and so on; "" if there are none. */
void holders_text(struct json_object *of, char *text, size_t size);

/*
 * Does any process hold the function's group, also one that is not in @holders? This
 * tries to open the group, which only one process can have open; so it returns false
 * too if the caller may not open it.
 */
bool holders_group_is_open(const struct function *function);

#endif
