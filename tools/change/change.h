/* SPDX-License-Identifier: GPL-2.0-only */
/* Who may change a device: one process at a time, and none that is in use. */
#ifndef TOOLS_CHANGE_H
#define TOOLS_CHANGE_H

#include "command.h"
#include "device/function.h"
#include "device/holders.h"
#include "device/host_use.h"
#include "result.h"

/*
 * Takes the lock in /run/virtio-vfio for as long as the process lives. Waits. Returns
 * EXIT_DONE; or what else, having said so.
 */
enum exit_code change_begin(const struct command *command);

/*
 * Returns EXIT_DONE, or EXIT_IN_USE with @result saying by whom. What the host itself
 * does with it is no obstacle up to @over; a process that has it through VFIO always is
 * one. Waits a little for udev, which looks at what is new.
 */
enum exit_code change_allow(const struct function *function,
			    const struct holders *holders,
			    enum host_use_kind over, struct result *result);

/* What to do with one of several devices, and in @result what became of it. */
typedef void (*change_one)(const struct function *function,
			   const struct holders *holders, const void *request,
			   struct result *result);

/*
 * Each of the devices named, by itself: if one fails, the others go on. Prints what
 * became of them, and returns the exit code.
 */
int change_each(char **names, int nr, change_one one, const void *request);

#endif
