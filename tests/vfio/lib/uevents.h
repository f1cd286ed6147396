/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel tells the host of devices, as udev hears it. */
#ifndef UEVENTS_H
#define UEVENTS_H

#include <stdbool.h>

/* Of what happens from here on. */
void uevents_begin(void);
void uevents_end(void);

/*
 * Is there one more change of the function, with this among its variables, such as
 * "NAME=VALUE"? Waits so many ms for it; what comes before it is gone then.
 */
bool uevents_hear(const char *address, const char *variable, int ms);

#endif
