/* SPDX-License-Identifier: GPL-2.0-only */
/* What virtio-vfio-pci says of the mode of a device that it has. */
#ifndef TOOLS_MODE_H
#define TOOLS_MODE_H

#include <stdbool.h>

/* Did the driver find it fit for a legacy interface? */
bool mode_has_legacy(const char *address);

#endif
