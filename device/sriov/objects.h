/*
 * The capability of device parts, and its resource objects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * virtio 1.4, "Device and driver capabilities" and "Device resource objects".
 * Objects to get and to set parts share their ids.
 */

#ifndef VIRTIO_SRIOV_OBJECTS_H
#define VIRTIO_SRIOV_OBJECTS_H

#define CAP_DEV_PARTS           0
#define OBJ_DEV_PARTS           0

#define OBJECT_IDS              256

typedef enum ObjectKind {
    OBJECT_GET,
    OBJECT_SET,
    OBJECT__KINDS
} ObjectKind;

typedef struct Objects {
    bool set;                           /* the driver has set its limits */
    uint8_t limit[OBJECT__KINDS];       /* as it did */
    unsigned count[OBJECT__KINDS];
    struct {
        uint16_t member;                /* 0: there is no such object */
        ObjectKind kind;
    } object[OBJECT_IDS];
} Objects;

/* As after a reset of the owner: no limits, no objects. */
void objects_reset(Objects *o);
unsigned objects_total(const Objects *o);
/* The member that the object is of; 0: there is none. */
unsigned objects_member(const Objects *o, uint32_t id);
void objects_add(Objects *o, uint32_t id, unsigned member, ObjectKind kind);
void objects_remove(Objects *o, uint32_t id);
/* Those of members with numbers above @last. */
void objects_remove_above(Objects *o, unsigned last);

#endif
