/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * virtio-vfio-pci in place of vfio-pci: the file for modprobe, what is loaded now, and
 * from one to the other.
 */
#ifndef TOOLS_STAND_IN_H
#define TOOLS_STAND_IN_H

#include <stdbool.h>

#include "device/holders.h"
#include "result.h"

#define STAND_IN_FILE "/etc/modprobe.d/virtio-vfio-stand-in.conf"

/**
 * struct stand_in - as it is now
 * @is_set: the file is there: what is loaded from now on stands in
 * @stands_in: the driver vfio-pci is this project's
 * @stock_is_loaded: the driver vfio-pci is the kernel's own
 * @stock_is_built_in: and cannot be unloaded
 * @own_is_loaded: this project's module is loaded, under its own name
 */
struct stand_in {
	bool is_set;
	bool stands_in;
	bool stock_is_loaded;
	bool stock_is_built_in;
	bool own_is_loaded;
};

bool stand_in_is_set(void);
void stand_in_look(struct stand_in *now);

/* The functions that a driver has, of any kind: no more than @max of them. */
#define STAND_IN_FUNCTIONS 64
int stand_in_functions(const char *driver, struct function *functions, int max);

/*
 * Switches it on or off; @later: for what is loaded from the next boot on, and nothing
 * that is loaded is touched. Says in @result what was done or why not, and returns its
 * code. If that is not EXIT_DONE, all is as it was.
 */
enum exit_code stand_in_switch(bool on, bool later,
			       const struct holders *holders,
			       struct result *result);

#endif
