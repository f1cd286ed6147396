/* SPDX-License-Identifier: GPL-2.0-only */
/* The mode of a device that virtio-vfio-pci has, and why, as the driver says it. */
#ifndef TOOLS_MODE_H
#define TOOLS_MODE_H

#include <stdbool.h>

/**
 * struct mode - of a device, and the reason for it (docs/abi.md)
 * @name: "transitional" and so on; "" if the driver has no file for it
 * @word: why; there may be ones that are not known here. "" if it does not say
 * @text: the same for people
 */
struct mode {
	char name[16];
	char word[32];
	char text[256];
};

void mode_read(struct mode *mode, const char *address);

/* Did the driver find it fit for a legacy interface? */
bool mode_has_legacy(const char *address);

#endif
