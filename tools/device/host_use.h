/* SPDX-License-Identifier: GPL-2.0-only */
/* What the host itself uses a function for. */
#ifndef TOOLS_HOST_USE_H
#define TOOLS_HOST_USE_H

#include <stddef.h>

#include "device/function.h"
#include "device/holders.h"

/**
 * enum host_use_kind - in the order of what it would cost to take the function away
 * @HOST_USE_NONE: nothing uses it
 * @HOST_USE_UP: an interface is up, and no more
 * @HOST_USE_REAL: somebody would miss it
 */
enum host_use_kind {
	HOST_USE_NONE,
	HOST_USE_UP,
	HOST_USE_REAL,
};

/**
 * struct host_use - of a function
 * @kind: of it
 * @text: which: "its interface eth1 is up"; "" for none
 */
struct host_use {
	enum host_use_kind kind;
	char text[256];
};

/*
 * Looks for it: an interface that is up, a part of another one, or in another network
 * namespace; a disk that is mounted in whatever namespace, swapped to, claimed by the
 * kernel, or open; a shared folder that is mounted; a terminal or any other device file
 * that a process has open. What others than root may not see is not found for them.
 */
void host_use_find(struct host_use *use, const struct function *function,
		   const struct holders *holders);

/* For those who look. */
void host_use_is(struct host_use *use, enum host_use_kind kind, const char *fmt,
		 ...) __attribute__((format(printf, 3, 4)));

#endif
