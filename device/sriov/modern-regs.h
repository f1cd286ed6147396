/*
 * What a member sees of its driver at the modern registers, and how these
 * misbehave.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Everything is done by virtio-pci.  Laid over its structures are regions that
 * check the driver's rules, hand on to it, and change what is read.
 */

#ifndef VIRTIO_SRIOV_MODERN_REGS_H
#define VIRTIO_SRIOV_MODERN_REGS_H

#include "hw/virtio/virtio-pci.h"
#include "legacy-layout.h"

/* What the driver has done since the device was reset. */
typedef struct ModernDriver {
    uint8_t status;             /* as it wrote it */
    bool resets;                /* it wrote 0 and has not read that yet */
    bool read_back;             /* it has read the status since FEATURES_OK */
    /* Queues that it has reset, and not enabled since. */
    DECLARE_BITMAP(queue_reset, VIRTIO_QUEUE_MAX);
} ModernDriver;

typedef struct ModernRegs {
    MemoryRegion common_mr;
    MemoryRegion device_mr;
    MemoryRegion gone_mr;       /* over all structures, while they are gone */
    ModernDriver driver;
    uint8_t config[PCI_CONFIG_SPACE_SIZE];  /* with the capabilities as made */
} ModernRegs;

#endif
