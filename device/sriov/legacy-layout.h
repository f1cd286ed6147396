/*
 * The legacy virtio register file as a table of fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pure: no device, no state.  The one question it answers is which single
 * field an access of some bytes refers to (virtio 1.4, "Legacy Interfaces":
 * the device MUST fail a command whose offset and length do not refer to a
 * single field).
 */

#ifndef VIRTIO_SRIOV_LEGACY_LAYOUT_H
#define VIRTIO_SRIOV_LEGACY_LAYOUT_H

/* The widest field of any device type (the tag of a 9P transport). */
#define LEGACY_FIELD_MAX 32

typedef struct LegacyField {
    uint8_t offset;
    uint8_t size;
} LegacyField;

typedef struct LegacyTable {
    const LegacyField *fields;
    unsigned n;
} LegacyTable;

/* The device-independent registers; the vectors only exist with MSI-X on. */
LegacyTable legacy_common_table(bool msix_enabled);

/*
 * The field which holds all of the @len bytes at @offset, or NULL if there is
 * no single one.  An access of no bytes refers to no field.
 */
const LegacyField *legacy_field_find(LegacyTable table, uint64_t offset,
                                     uint64_t len);

#endif
