/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in its BARs a function has what, as its capabilities say. */
#ifndef TESTS_VFIO_PLACES_H
#define TESTS_VFIO_PLACES_H

#include <stdint.h>

struct place {
	int bar;
	uint32_t offset;
	uint32_t size;
};

struct place msix_table(const char *address);
struct place msix_pending(const char *address);
/* A structure of virtio's, by its VIRTIO_PCI_CAP_*_CFG. */
struct place virtio_structure(const char *address, int type);
uint64_t bar_size(const char *address, int bar);

#endif
