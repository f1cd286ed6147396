/*
 * The capability of device parts, and its resource objects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "objects.h"

void objects_reset(Objects *o)
{
    memset(o, 0, sizeof(*o));
}

unsigned objects_total(const Objects *o)
{
    return o->count[OBJECT_GET] + o->count[OBJECT_SET];
}

unsigned objects_member(const Objects *o, uint32_t id)
{
    return id < OBJECT_IDS ? o->object[id].member : 0;
}

void objects_add(Objects *o, uint32_t id, unsigned member, ObjectKind kind)
{
    assert(id < OBJECT_IDS && !o->object[id].member);
    o->object[id].member = member;
    o->object[id].kind = kind;
    o->count[kind]++;
}

void objects_remove(Objects *o, uint32_t id)
{
    assert(objects_member(o, id));
    o->object[id].member = 0;
    o->count[o->object[id].kind]--;
}

void objects_remove_above(Objects *o, unsigned last)
{
    unsigned id;

    for (id = 0; id < OBJECT_IDS; id++) {
        if (o->object[id].member > last) {
            objects_remove(o, id);
        }
    }
}
