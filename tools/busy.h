/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a device in use, so that it has to be left alone? */
#ifndef TOOLS_BUSY_H
#define TOOLS_BUSY_H

#include <stdbool.h>

#include "holders.h"
#include "results.h"

/*
 * Returns EXIT_DONE, or EXIT_IN_USE with @result saying by whom. What the host itself
 * does with it is no obstacle for those who @force; a process that has it through
 * VFIO always is one.
 */
enum exit_code function_is_free(const struct function *function,
				const struct holders *holders, bool force,
				struct result *result);

#endif
