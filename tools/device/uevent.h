/* SPDX-License-Identifier: GPL-2.0-only */
/* What the drivers tell the host of a PF that falls silent, is reset, or answers again. */
#ifndef TOOLS_UEVENT_H
#define TOOLS_UEVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "device/address.h"

#define UEVENT_NAME 24

/**
 * struct uevent - of one of our drivers
 * @address: of the function that it is about
 * @name: "silent", "pf-answers"; docs/abi.md has all
 * @pf: whose PF is meant, if it is one of a VF; else no text
 * @recoveries: so often the queues of the PF have been reset; -1: not told
 */
struct uevent {
	char address[ADDRESS_SIZE];
	char name[UEVENT_NAME];
	char pf[ADDRESS_SIZE];
	long long recoveries;
};

/* A message of the kernel's. False if it is none of these. Pure. */
bool uevent_parse(struct uevent *event, const char *message, size_t len);

/* What happened, in words: "does not answer". Pure. */
const char *uevent_text(const struct uevent *event);

/* A descriptor that is readable when there may be one, or a negative errno. */
int uevent_open(void);

/* The next one that has come. False if there is none. */
bool uevent_read(int fd, struct uevent *event);

#endif
