/*
 * Device parts, and lists of them, as bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pure: it knows the layout and the order (virtio 1.4, "Device parts"), not
 * what any part means.
 */

#ifndef VIRTIO_SRIOV_PARTS_H
#define VIRTIO_SRIOV_PARTS_H

#include "qemu/bswap.h"

#define PART_HDR_SIZE               16
/* In one list, which no device has. */
#define PARTS_MAX                   4096
#define PART_F_OPTIONAL             1

#define PART_DEV_FEATURES           0x100
#define PART_DRV_FEATURES           0x101
#define PART_PCI_COMMON_CFG         0x102
#define PART_DEVICE_STATUS          0x103
#define PART_VQ_CFG                 0x104
#define PART_VQ_NOTIFY_CFG          0x105
/* Of the network device: what a command of the control queue has set. */
#define PART_NET_CVQ_CFG            0x200

#define PART_VQ_CFG_SIZE            32
#define PART_VQ_NOTIFY_SIZE         8

typedef struct Part {
    uint16_t type;
    uint8_t flags;
    uint8_t reserved;
    uint8_t selector[8];
    uint32_t length;
    uint8_t *value;
} Part;

/* Of Part, which own their values. */
typedef GArray PartList;

PartList *part_list_new(void);
void part_list_free(PartList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartList, part_list_free)

static inline Part *part_at(const PartList *list, unsigned i)
{
    return &g_array_index(list, Part, i);
}

/* Selectors that are an index or an offset. */
static inline uint64_t part_selector(const Part *part)
{
    return ldq_le_p(part->selector);
}

/* Is it the same piece of a device's state? */
bool part_same(const Part *a, const Part *b);
/* The one of the same type and selector, or NULL. */
Part *part_list_find(const PartList *list, const Part *part);
/* Behind all others; the value is copied. */
void part_list_add(PartList *list, uint16_t type, uint8_t flags,
                   uint64_t selector, const void *value, uint32_t length);
/* Replace the same part, or put it in where the order has it. */
void part_list_put(PartList *list, const Part *part);
/* Remove those of types from @first to @last. */
void part_list_drop(PartList *list, uint16_t first, uint16_t last);

/* Does @next, behind @part, keep the order that there has to be? */
bool part_order_ok(const Part *part, const Part *next);

/* With their headers. */
size_t part_list_size(const PartList *list);
/* Headers only, or with the values; appended to @to. */
void part_list_encode(const PartList *list, bool values, GByteArray *to);

/*
 * Read parts, or headers of parts if not @values, from @len bytes.  Zeroes at
 * the end that are too few for a header are padding.  NULL if they are not
 * well-formed, or too many.
 */
PartList *part_list_decode(const uint8_t *bytes, size_t len, bool values);

#endif
