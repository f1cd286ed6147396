/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device types, each with what it needs to be made and what there is to
 * know of it that does not come from the device's own tables.
 */

#ifndef SRIOV_TEST_TYPES_H
#define SRIOV_TEST_TYPES_H

#include "machine.h"

typedef struct Type {
    const char *name;
    uint16_t id;                /* of virtio */
    uint16_t class;             /* of PCI */
    unsigned queues;            /* of a VF */
    const char *pf;             /* properties without which there is none */
    const char *args;
    const char *vf1;            /* those that give VF 1 something to do */
    const char *vf1_args;
    /* The configuration byte by byte: the same letter is one field. */
    const char *config;
} Type;

extern const Type types[];
extern const unsigned num_types;

/* With more properties and arguments, "" for none. */
Machine *type_start(const Type *t, const char *pf, const char *args);
const Type *type_find(const char *name);

#endif
