/* SPDX-License-Identifier: GPL-2.0-only */
/* Which kernel runs, with what arguments, and what it can do. */
#ifndef TOOLS_KERNEL_H
#define TOOLS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

enum known {
	KNOWN_NO,
	KNOWN_YES,
	KNOWN_NOT,
};

/* Its release; with VIRTIO_VFIO_ROOT it may be another one than the running one's. */
const char *kernel_release(void);

/*
 * The value of its argument "@module.@name", or "@name" if @module is ""; "-" and "_"
 * are the same in both. The last one counts. False if there is none.
 */
bool kernel_argument(char *value, size_t size, const char *module,
		     const char *name);

/* Is @name one of those between the commas of @list? */
bool kernel_list_has(const char *list, const char *name);

/*
 * Can virtio-pci send a PF legacy commands (CONFIG_VIRTIO_PCI_ADMIN_LEGACY)? @how is
 * where that is known from.
 */
enum known kernel_sends_legacy_commands(char *how, size_t size);

/* Does virtio-pci export calls for the device parts of VFs (Linux 6.13)? */
enum known kernel_exports_parts(void);

/* Has it IOMMUFD, without which nobody tracks what a device writes? */
enum known kernel_has_iommufd(void);

#endif
