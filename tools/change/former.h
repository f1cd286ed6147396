/* SPDX-License-Identifier: GPL-2.0-only */
/* What a device was before it was bound here, kept until it is unbound. */
#ifndef TOOLS_FORMER_H
#define TOOLS_FORMER_H

#include "device/function.h"

#define FORMER_FOLDER "/run/virtio-vfio"

/* Creates the folder if need be. Returns 0 or a negative errno. */
int former_make_folder(void);

/**
 * struct former - what a device was
 * @override: its driver_override, "" for none
 * @driver: its driver, "" for none
 */
struct former {
	char override[DRIVER_SIZE];
	char driver[DRIVER_SIZE];
};

/* What it is now. */
void former_look(struct former *former, const char *address);

/*
 * These return 0 or a negative errno; -ENOENT if nothing is kept, or for another device
 * that had the address.
 */
int former_save(const struct former *former, const struct function *function);
int former_load(struct former *former, const struct function *function);

void former_forget(const char *address);

#endif
