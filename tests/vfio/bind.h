/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions and their drivers in sysfs. All return 0 or a negative errno. */
#ifndef TESTS_VFIO_BIND_H
#define TESTS_VFIO_BIND_H

#define OUR_DRIVER "virtio-vfio-pci"

int bind_driver(const char *driver, const char *address);
int unbind_driver(const char *driver, const char *address);
/* Write a function's own attribute, such as driver_override. */
int set_attribute(const char *address, const char *name, const char *value);

#endif
