/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A split virtqueue, as its driver has it.
 */

#ifndef SRIOV_TEST_RING_H
#define SRIOV_TEST_RING_H

#include "machine.h"

typedef struct Ring {
    QTestState *qts;
    uint16_t size;
    uint64_t desc;
    uint64_t avail;
    uint64_t used;
    uint16_t next_desc;
    uint16_t avail_idx;
    uint16_t seen;          /* used entries taken */
} Ring;

typedef struct Part {
    uint64_t addr;
    uint32_t len;
    bool writable;
} Part;

/*
 * Contiguous in the legacy layout (used ring at the next 4096), which suits
 * the modern interface, too.
 */
void ring_init(Ring *r, Machine *m, uint16_t size);

/* Make a chain of @n parts available; returns its head. */
uint16_t ring_add(Ring *r, const Part *parts, unsigned n);

/* Used entries not yet taken. */
unsigned ring_used(Ring *r);
/* Wait until there is one. */
void ring_wait(Ring *r);
/* Take one: returns the head, stores the length. */
uint16_t ring_take(Ring *r, uint32_t *len);

#endif
