/* SPDX-License-Identifier: GPL-2.0-only */
/* Giving a device to a driver of this project, and giving it back. */
#ifndef TOOLS_BINDING_H
#define TOOLS_BINDING_H

#include <stdbool.h>

#include "device/holders.h"
#include "device/host_use.h"
#include "result.h"

/**
 * struct binding - what is asked for
 * @driver: OUR_DRIVER, by the name that it has now, or OWNER_DRIVER
 * @mode: that the device is to have, or NULL for what the driver chooses
 * @backend: the way to its registers, likewise
 * @header: what is done for drivers that have the short header, likewise
 * @over: what the host may use the device for, and lose it
 */
struct binding {
	const char *driver;
	const char *mode;
	const char *backend;
	const char *header;
	enum host_use_kind over;
};

/*
 * Both say in @result what was done or why not, and return its code. If it is not
 * EXIT_DONE, the device is what it was. @changed: it was bound to something else.
 */
enum exit_code binding_make(const struct function *function,
			    const struct binding *binding,
			    const struct holders *holders,
			    struct result *result, bool *changed);
enum exit_code binding_undo(const struct function *function,
			    enum host_use_kind over,
			    const struct holders *holders,
			    struct result *result);

#endif
