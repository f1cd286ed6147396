/* SPDX-License-Identifier: GPL-2.0-only */
/* What the running kernel can do, and what modules it has. */
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

#endif
