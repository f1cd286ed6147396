/*
 * Device parts, and lists of them, as bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "parts.h"

static void clear_part(gpointer part)
{
    g_free(((Part *)part)->value);
}

PartList *part_list_new(void)
{
    PartList *list = g_array_new(false, false, sizeof(Part));

    g_array_set_clear_func(list, clear_part);
    return list;
}

void part_list_free(PartList *list)
{
    g_array_free(list, true);
}

bool part_same(const Part *a, const Part *b)
{
    return a->type == b->type &&
           !memcmp(a->selector, b->selector, sizeof(a->selector));
}

Part *part_list_find(const PartList *list, const Part *part)
{
    unsigned i;

    for (i = 0; i < list->len; i++) {
        if (part_same(part_at(list, i), part)) {
            return part_at(list, i);
        }
    }
    return NULL;
}

static Part copy_part(const Part *part)
{
    Part copy = *part;

    copy.value = g_memdup2(part->value, part->length);
    return copy;
}

void part_list_add(PartList *list, uint16_t type, uint8_t flags,
                   uint64_t selector, const void *value, uint32_t length)
{
    Part part = {
        .type = type,
        .flags = flags,
        .length = length,
        .value = g_memdup2(value, length),
    };

    stq_le_p(part.selector, selector);
    g_array_append_val(list, part);
}

void part_list_put(PartList *list, const Part *part)
{
    Part *old = part_list_find(list, part);
    Part copy = copy_part(part);
    unsigned i = 0;

    if (old) {
        g_free(old->value);
        *old = copy;
        return;
    }
    while (i < list->len && part_order_ok(part_at(list, i), part)) {
        i++;
    }
    g_array_insert_val(list, i, copy);
}

void part_list_drop(PartList *list, uint16_t first, uint16_t last)
{
    unsigned i = 0;

    while (i < list->len) {
        Part *part = part_at(list, i);

        if (part->type >= first && part->type <= last) {
            g_array_remove_index(list, i);
        } else {
            i++;
        }
    }
}

/* The types of the table of the specification have the order of its rows. */
bool part_order_ok(const Part *part, const Part *next)
{
    return part->type <= next->type;
}

size_t part_list_size(const PartList *list)
{
    size_t size = 0;
    unsigned i;

    for (i = 0; i < list->len; i++) {
        size += PART_HDR_SIZE + part_at(list, i)->length;
    }
    return size;
}

void part_list_encode(const PartList *list, bool values, GByteArray *to)
{
    unsigned i;

    for (i = 0; i < list->len; i++) {
        const Part *part = part_at(list, i);
        uint8_t hdr[PART_HDR_SIZE];

        stw_le_p(hdr, part->type);
        hdr[2] = part->flags;
        hdr[3] = part->reserved;
        memcpy(hdr + 4, part->selector, sizeof(part->selector));
        stl_le_p(hdr + 12, part->length);
        g_byte_array_append(to, hdr, sizeof(hdr));
        if (values && part->length) {
            g_byte_array_append(to, part->value, part->length);
        }
    }
}

PartList *part_list_decode(const uint8_t *bytes, size_t len, bool values)
{
    g_autoptr(PartList) list = part_list_new();

    while (len >= PART_HDR_SIZE) {
        Part part = {
            .type = lduw_le_p(bytes),
            .flags = bytes[2],
            .reserved = bytes[3],
            .length = ldl_le_p(bytes + 12),
        };

        if (list->len == PARTS_MAX) {
            return NULL;
        }
        memcpy(part.selector, bytes + 4, sizeof(part.selector));
        bytes += PART_HDR_SIZE;
        len -= PART_HDR_SIZE;
        if (values) {
            if (part.length > len) {
                return NULL;
            }
            part.value = g_memdup2(bytes, part.length);
            bytes += part.length;
            len -= part.length;
        }
        g_array_append_val(list, part);
    }
    return len && !buffer_is_zero(bytes, len) ? NULL : g_steal_pointer(&list);
}
