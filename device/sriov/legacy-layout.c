/*
 * The legacy virtio register file as a table of fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy-layout.h"

static const LegacyField common_fields[] = {
    { VIRTIO_PCI_HOST_FEATURES, 4 },
    { VIRTIO_PCI_GUEST_FEATURES, 4 },
    { VIRTIO_PCI_QUEUE_PFN, 4 },
    { VIRTIO_PCI_QUEUE_NUM, 2 },
    { VIRTIO_PCI_QUEUE_SEL, 2 },
    { VIRTIO_PCI_QUEUE_NOTIFY, 2 },
    { VIRTIO_PCI_STATUS, 1 },
    { VIRTIO_PCI_ISR, 1 },
    /* with MSI-X only */
    { VIRTIO_MSI_CONFIG_VECTOR, 2 },
    { VIRTIO_MSI_QUEUE_VECTOR, 2 },
};

#define MSIX_FIELDS 2

LegacyTable legacy_common_table(bool msix_enabled)
{
    return (LegacyTable) {
        .fields = common_fields,
        .n = ARRAY_SIZE(common_fields) - (msix_enabled ? 0 : MSIX_FIELDS),
    };
}

const LegacyField *legacy_field_find(LegacyTable table, uint64_t offset,
                                     uint64_t len)
{
    unsigned i;

    for (i = 0; i < table.n; i++) {
        const LegacyField *f = &table.fields[i];

        if (offset >= f->offset && offset - f->offset < f->size) {
            return len && len <= f->size - (offset - f->offset) ? f : NULL;
        }
    }
    return NULL;
}
