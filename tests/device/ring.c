/* SPDX-License-Identifier: GPL-2.0-only */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_ring.h"
#include "ring.h"

void ring_init(Ring *r, Machine *m, uint16_t size)
{
    size_t used = QEMU_ALIGN_UP(size * 16 + 6 + size * 2, 4096);

    memset(r, 0, sizeof(*r));
    r->qts = m->qts;
    r->size = size;
    r->desc = machine_alloc(m, used + 6 + size * 8, 4096);
    r->avail = r->desc + size * 16;
    r->used = r->desc + used;
}

uint16_t ring_add(Ring *r, const Part *parts, unsigned n)
{
    uint16_t head = r->next_desc;
    unsigned i;

    for (i = 0; i < n; i++) {
        uint16_t next = (r->next_desc + 1) % r->size;
        uint64_t d = r->desc + r->next_desc * 16;

        qtest_writeq(r->qts, d, parts[i].addr);
        qtest_writel(r->qts, d + 8, parts[i].len);
        qtest_writew(r->qts, d + 12,
                     (parts[i].writable ? VRING_DESC_F_WRITE : 0) |
                     (i + 1 < n ? VRING_DESC_F_NEXT : 0));
        qtest_writew(r->qts, d + 14, next);
        r->next_desc = next;
    }
    qtest_writew(r->qts, r->avail + 4 + r->avail_idx % r->size * 2, head);
    r->avail_idx++;
    qtest_writew(r->qts, r->avail + 2, r->avail_idx);
    return head;
}

unsigned ring_used(Ring *r)
{
    return (uint16_t)(qtest_readw(r->qts, r->used + 2) - r->seen);
}

void ring_wait(Ring *r)
{
    int tries = 5000;

    while (!ring_used(r) && --tries) {
        qtest_clock_step(r->qts, 1000000);
        g_usleep(1000);
    }
    g_assert_cmpint(tries, >, 0);
}

uint16_t ring_take(Ring *r, uint32_t *len)
{
    uint64_t e = r->used + 4 + r->seen % r->size * 8;

    g_assert_cmpuint(ring_used(r), >, 0);
    r->seen++;
    *len = qtest_readl(r->qts, e + 4);
    return qtest_readl(r->qts, e);
}
