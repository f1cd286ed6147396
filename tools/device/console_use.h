/* SPDX-License-Identifier: GPL-2.0-only */
/* Who uses the terminal that a port of a virtio console is. */
#ifndef TOOLS_CONSOLE_USE_H
#define TOOLS_CONSOLE_USE_H

#include <stdbool.h>
#include <stddef.h>

#include "device/holders.h"
#include "device/parts.h"

/*
 * A port that is a console has a terminal, hvc0 and so on, to which sysfs does not link
 * it. Is that in use? @text says by whom: "its console hvc0 is open in agetty (pid 7)".
 * If it is not known which terminal it is, any that is in use counts.
 */
bool console_use_find(const struct part *port, const struct holders *holders,
		      char *text, size_t size);

#endif
