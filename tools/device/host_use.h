/* SPDX-License-Identifier: GPL-2.0-only */
/* What the host itself uses a function for. */
#ifndef TOOLS_HOST_USE_H
#define TOOLS_HOST_USE_H

#include <stdbool.h>
#include <stddef.h>

#include "device/function.h"

/*
 * Is it in use by the host: an interface of it up, a disk of it mounted, used for
 * swapping or by another device, a shared folder of it mounted? @text says which:
 * "its interface eth1 is up"; it is "" if not.
 */
bool host_use_find(const struct function *function, char *text, size_t size);

#endif
