/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The drivers of PCI functions, and whose they are. The one of this project for VFs can
 * have vfio-pci's name, to stand in for that: it goes by its module, not by its name.
 */
#ifndef TOOLS_DRIVER_H
#define TOOLS_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

/* The module for VFs, as sysfs and kmod have it; and the kernel's own vfio-pci. */
#define OUR_MODULE   "virtio_vfio_pci"
#define STOCK_MODULE "vfio_pci"
#define STOCK_DRIVER "vfio-pci"

/* The module that a driver is of; "" if there is no such driver, or it has none. */
void driver_module(char *module, size_t size, const char *driver);

/* Is that the driver for VFs, whatever its name? */
bool driver_is_ours(const char *driver);

/* The name of the driver for VFs: the one that it has now, or else its own. */
const char *driver_ours(void);

/* The name that a driver of this project has now, by its own: OUR_DRIVER is another. */
const char *driver_now(const char *driver);

#endif
