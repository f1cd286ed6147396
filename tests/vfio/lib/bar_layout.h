/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in its BARs a function has what, as its capabilities say. */
#ifndef TESTS_VFIO_BAR_LAYOUT_H
#define TESTS_VFIO_BAR_LAYOUT_H

#include <stdint.h>

struct bar_range {
	int bar;
	uint32_t offset;
	uint32_t size;
};

struct bar_range msix_table(const char *address);
struct bar_range msix_pending(const char *address);
/* A structure of virtio's, by its VIRTIO_PCI_CAP_*_CFG. */
struct bar_range virtio_structure(const char *address, int type);
uint64_t bar_size(const char *address, int bar);

#endif
