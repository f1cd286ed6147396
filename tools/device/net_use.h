/* SPDX-License-Identifier: GPL-2.0-only */
/* Who uses an interface on this host. */
#ifndef TOOLS_NET_USE_H
#define TOOLS_NET_USE_H

#include <stdbool.h>
#include <stddef.h>

#include "device/host_use.h"

/*
 * Is an interface in use that the caller sees? HOST_USE_UP: it is up and no more, which
 * programs do by themselves: it may have link-local addresses, and such that a server or
 * a router gave it. HOST_USE_REAL: it has a fixed address, or is a part of something.
 */
void net_use_find(struct host_use *use, const char *interface);

/* One that is in another network namespace, where no file shows it. */
void net_use_find_elsewhere(struct host_use *use, const char *address);

#endif
