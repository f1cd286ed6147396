/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mode of a device that virtio-vfio-pci has, and why, as the driver says it; and how
 * its legacy registers are reached.
 */
#ifndef TOOLS_MODE_H
#define TOOLS_MODE_H

#include <stdbool.h>

/**
 * struct mode - of a device, and the reason for it (docs/abi.md)
 * @name: "transitional" and so on; "" if the driver has no file for it
 * @word: why; there may be ones that are not known here. "" if it does not say
 * @text: the same for people
 * @backend: the way to its registers: "mediated" and so on, or "none"; "" if the driver
 *	has no file for it
 * @header: what is done for drivers of network devices that have the short header
 */
struct mode {
	char name[16];
	char word[32];
	char text[256];
	char backend[16];
	char header[8];
};

void mode_read(struct mode *mode, const char *address);

/* Did the driver find it fit for a legacy interface? */
bool mode_has_legacy(const char *address);

/* The backend that needs no commands. */
#define MODE_MEDIATED "mediated"

/* Is that so, and does it go without commands? */
bool mode_is_mediated(const char *address);

#endif
