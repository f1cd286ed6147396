/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a driver shows of a function besides its registers: taken once with
 * stock vfio-pci, to hold ours against.
 */
#ifndef TESTS_VFIO_SNAPSHOT_H
#define TESTS_VFIO_SNAPSHOT_H

#include <stdbool.h>

#include "vf.h"

#define SNAPSHOT_CONFIG 4096

struct snapshot {
	struct vfio_device_info device;
	struct vfio_region_info regions[VFIO_PCI_NUM_REGIONS];
	int region_errors[VFIO_PCI_NUM_REGIONS];
	struct vfio_irq_info irqs[VFIO_PCI_NUM_IRQS];
	int irq_errors[VFIO_PCI_NUM_IRQS];
	uint8_t config[SNAPSHOT_CONFIG];
};

void take_snapshot(struct vf *vf, struct snapshot *snapshot);
/* The one of stock, in the file that STOCK names; says so if there is none. */
bool read_stock(struct snapshot *snapshot);
/* The same, in the file that a variable names. */
bool read_snapshot(struct snapshot *snapshot, const char *variable);

#endif
