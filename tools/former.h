/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device was before it was bound here, kept until it is unbound; and the lock
 * that who changes devices takes. Both are in /run/virtio-vfio.
 */
#ifndef TOOLS_FORMER_H
#define TOOLS_FORMER_H

#include "command.h"
#include "function.h"

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

/* These return 0 or a negative errno; -ENOENT if nothing is kept. */
int former_save(const struct former *former, const char *address);
int former_load(struct former *former, const char *address);

void former_forget(const char *address);

/*
 * One process at a time may change devices: takes the lock for as long as it lives.
 * Waits. Returns EXIT_DONE; or what else, having said so.
 */
enum exit_code changes_begin(const struct command *command);

#endif
