/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtio device types, and their PCI ids. Pure. */
#ifndef TOOLS_TYPE_H
#define TOOLS_TYPE_H

#include <stdbool.h>

#define VIRTIO_VENDOR 0x1af4

/* PCI device ids of virtio 1.x devices: this + virtio device id */
#define MODERN_BASE 0x1040
#define MODERN_END  0x1080

/* Is it a PCI device id of virtio's, transitional or modern? */
bool type_is_virtio(unsigned int device_id);

/*
 * The virtio device id that a PCI device id stands for; 0 for none. For those
 * below 0x1040 it is the transitional device's.
 */
unsigned int type_of_device(unsigned int device_id);

/* "network" and so on; never NULL. */
const char *type_name(unsigned int virtio_id);

/* Can a device of the type be a transitional one? */
bool type_has_legacy(unsigned int virtio_id);

/* Also without commands: does it take addresses from its queues alone? */
bool type_is_safe(unsigned int virtio_id);

#endif
