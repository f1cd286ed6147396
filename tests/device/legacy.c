/* SPDX-License-Identifier: GPL-2.0-only */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"

void legacy_start(Admin *a, unsigned vf, uint32_t features)
{
    reg_write(a, vf, VIRTIO_PCI_STATUS, 0, 1);
    reg_write(a, vf, VIRTIO_PCI_STATUS, 1, 1);
    reg_write(a, vf, VIRTIO_PCI_STATUS, STATUS_DRIVER, 1);
    reg_write(a, vf, VIRTIO_PCI_GUEST_FEATURES, features, 4);
}

void legacy_queue(Admin *a, unsigned vf, unsigned index, Ring *r)
{
    reg_write(a, vf, VIRTIO_PCI_QUEUE_SEL, index, 2);
    ring_init(r, a->m, reg_read(a, vf, VIRTIO_PCI_QUEUE_NUM, 2));
    reg_write(a, vf, VIRTIO_PCI_QUEUE_PFN, r->desc >> 12, 4);
}

void legacy_run(Admin *a, unsigned vf)
{
    reg_write(a, vf, VIRTIO_PCI_STATUS, STATUS_RUNNING, 1);
}

void legacy_kick(Admin *a, unsigned vf, uint16_t queue)
{
    qtest_writew(a->m->qts, bar(vf, 2), queue);
}

uint64_t legacy_buffer(Admin *a, const void *data, size_t len)
{
    uint64_t addr = machine_alloc(a->m, len, 16);

    if (data) {
        qtest_memwrite(a->m->qts, addr, data, len);
    } else {
        qtest_memset(a->m->qts, addr, 0xaa, len);
    }
    return addr;
}

uint32_t legacy_request(Admin *a, unsigned vf, uint16_t queue, Ring *r,
                        const Part *parts, unsigned n)
{
    uint16_t head = ring_add(r, parts, n);
    uint32_t len;

    legacy_kick(a, vf, queue);
    ring_wait(r);
    g_assert_cmpuint(ring_take(r, &len), ==, head);
    return len;
}
