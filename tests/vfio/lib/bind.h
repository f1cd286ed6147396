/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions and their drivers in sysfs. All return 0 or a negative errno. */
#ifndef TESTS_VFIO_BIND_H
#define TESTS_VFIO_BIND_H

#include <stdbool.h>

/* What our driver is called by itself; and in this run, by the environment. */
#define OWN_NAME   "virtio-vfio-pci"
#define OUR_DRIVER our_driver()

const char *our_driver(void);

/* The driver that the PF has in this run. */
const char *pf_driver(void);
/* Is it the kernel's own? With that the PF is a network interface, too. */
bool pf_has_virtio_pci(void);
/* The name of the backend that goes by that driver. */
const char *backend_name(void);

int bind_driver(const char *driver, const char *address);
int unbind_driver(const char *driver, const char *address);
/* Write a function's own attribute, such as driver_override. */
int set_attribute(const char *address, const char *name, const char *value);

#endif
