/* SPDX-License-Identifier: GPL-2.0-only */
/* What the running kernel can do, what modules it has, and what its log says. */
#ifndef TOOLS_KERNEL_H
#define TOOLS_KERNEL_H

#include <stddef.h>

enum known {
	KNOWN_NO,
	KNOWN_YES,
	KNOWN_NOT,
};

/*
 * Can virtio-pci send a PF legacy commands (CONFIG_VIRTIO_PCI_ADMIN_LEGACY)? @how is
 * where that is known from.
 */
enum known kernel_sends_legacy_commands(char *how, size_t size);

enum module_state {
	MODULE_ABSENT,
	MODULE_INSTALLED,
	MODULE_LOADED,
};

/**
 * struct kernel_module - this project's module for VFs, or the kernel's own
 * @state: where it is
 * @text: in words: version, build, file
 * @is_kernels_own: the one that comes with the kernel
 */
struct kernel_module {
	enum module_state state;
	char text[256];
	int is_kernels_own;
};

void kernel_module_look(struct kernel_module *module);

/* What the driver says of a VF without a legacy interface, before the reason. */
#define MODERN_ONLY "modern only: "

/*
 * The last line of the kernel's log in which a driver said something with @text of a
 * device, without what is before it. Returns 0; -ENOENT if there is none; or why the
 * log cannot be read.
 */
int kernel_log_last(char *line, size_t size, const char *driver,
		    const char *address, const char *text);

/* It is read once, unless forgotten. */
void kernel_log_forget(void);

#endif
