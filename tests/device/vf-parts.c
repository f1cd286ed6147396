/* SPDX-License-Identifier: GPL-2.0-only */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "vf-parts.h"

#define OBJECT_ID 7

void parts_start(Admin *a, Machine *m, unsigned vfs)
{
    Cmd c;

    admin_start_all(a, m, vfs);
    cap_set(&c, 255, 255);
    cmd_expect_ok(a, &c);
}

void cap_set(Cmd *c, uint8_t get, uint8_t set)
{
    cmd_init(c, DRIVER_CAP_SET, 0);
    c->group = GROUP_SELF;
    c->data[8] = get;
    c->data[9] = set;
    c->data_len = 16;
}

static void object_header(Cmd *c, uint16_t opcode, unsigned vf, uint32_t id)
{
    cmd_init(c, opcode, vf);
    stl_le_p(c->data + 4, id);
    c->data_len = 8;
}

void object_create(Cmd *c, unsigned vf, uint32_t id, unsigned kind)
{
    object_header(c, OBJ_CREATE, vf, id);
    c->data[16] = kind;
    c->data_len = 24;
}

void object_destroy(Cmd *c, unsigned vf, uint32_t id)
{
    object_header(c, OBJ_DESTROY, vf, id);
}

void parts_metadata(Cmd *c, unsigned vf, uint32_t id, unsigned type)
{
    object_header(c, PARTS_METADATA, vf, id);
    c->data[8] = type;
    c->data_len = 16;
    c->result_len = type == METADATA_LIST ? sizeof(c->result) : 8;
}

void parts_get(Cmd *c, unsigned vf, uint32_t id, unsigned type)
{
    object_header(c, PARTS_GET, vf, id);
    c->data[8] = type;
    c->data_len = 16;
    c->result_len = sizeof(c->result);
}

void parts_set(Cmd *c, unsigned vf, uint32_t id, const Parts *p)
{
    object_header(c, PARTS_SET, vf, id);
    memcpy(c->data + 8, p->bytes, p->len);
    c->data_len = QEMU_ALIGN_UP(8 + p->len, 8);
}

void mode_set(Cmd *c, unsigned vf, uint8_t flags)
{
    cmd_init(c, MODE_SET, vf);
    c->data[0] = flags;
    c->data_len = 8;
}

static void set_mode(Admin *a, unsigned vf, uint8_t flags)
{
    Cmd c;

    mode_set(&c, vf, flags);
    cmd_queue(a, &c);
    admin_kick(a);
    ring_wait(&a->ring);
    cmd_collect(a, &c);
    g_assert_cmpuint(c.status, ==, 0);
}

void vf_stop(Admin *a, unsigned vf)
{
    set_mode(a, vf, 1);
}

void vf_resume(Admin *a, unsigned vf)
{
    set_mode(a, vf, 0);
}

void vf_save(Admin *a, unsigned vf, Parts *p)
{
    uint32_t max;
    Cmd c;

    object_create(&c, vf, OBJECT_ID, PARTS_OF_GET);
    cmd_expect_ok(a, &c);
    parts_metadata(&c, vf, OBJECT_ID, METADATA_SIZE);
    cmd_expect_ok(a, &c);
    max = ldl_le_p(c.result);
    parts_get(&c, vf, OBJECT_ID, GET_ALL);
    cmd_expect_ok(a, &c);
    p->len = c.used - 8;
    g_assert_cmpuint(p->len, <=, max);
    g_assert_cmpuint(p->len, <=, PARTS_MAX);
    memcpy(p->bytes, c.result, p->len);
    object_destroy(&c, vf, OBJECT_ID);
    cmd_expect_ok(a, &c);
}

void vf_load_fails(Admin *a, unsigned vf, const Parts *p, uint16_t status)
{
    Cmd c;

    object_create(&c, vf, OBJECT_ID, PARTS_OF_SET);
    cmd_expect_ok(a, &c);
    parts_set(&c, vf, OBJECT_ID, p);
    cmd_run(a, &c);
    g_assert_cmpuint(c.status, ==, status);
    object_destroy(&c, vf, OBJECT_ID);
    cmd_expect_ok(a, &c);
}

void vf_load(Admin *a, unsigned vf, const Parts *p)
{
    vf_load_fails(a, vf, p, 0);
}

static uint8_t *find(Parts *p, uint16_t type, uint64_t selector,
                     unsigned *len, unsigned *count)
{
    unsigned at = 0;

    *count = 0;
    while (at + PART_HDR <= p->len) {
        uint8_t *hdr = p->bytes + at;

        *len = ldl_le_p(hdr + 12);
        if (lduw_le_p(hdr) == type && ldq_le_p(hdr + 4) == selector) {
            return hdr + PART_HDR;
        }
        at += PART_HDR + *len;
        ++*count;
    }
    return NULL;
}

uint8_t *part_value(Parts *p, uint16_t type, uint64_t selector, unsigned len)
{
    unsigned has, n;
    uint8_t *value = find(p, type, selector, &has, &n);

    if (value) {
        g_assert_cmpuint(has, ==, len);
    }
    return value;
}

uint64_t part_number(Parts *p, uint16_t type, uint64_t selector,
                     unsigned len)
{
    uint8_t bytes[8] = { 0 };
    uint8_t *value = part_value(p, type, selector, len);

    g_assert_nonnull(value);
    memcpy(bytes, value, len);
    return ldq_le_p(bytes);
}

unsigned parts_count(const Parts *p)
{
    unsigned len, n;

    find((Parts *)p, 0, UINT64_MAX, &len, &n);
    return n;
}

void part_add(Parts *p, uint16_t type, uint8_t flags, uint64_t selector,
              const void *value, unsigned len)
{
    uint8_t *hdr = p->bytes + p->len;

    g_assert_cmpuint(p->len + PART_HDR + len, <=, PARTS_MAX);
    memset(hdr, 0, PART_HDR);
    stw_le_p(hdr, type);
    hdr[2] = flags;
    stq_le_p(hdr + 4, selector);
    stl_le_p(hdr + 12, len);
    if (len) {
        memcpy(hdr + PART_HDR, value, len);
    }
    p->len += PART_HDR + len;
}
