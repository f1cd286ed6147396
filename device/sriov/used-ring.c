/*
 * Used ring entries that no element stands for: what a device does that lost
 * track of its queue.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/virtio/virtio.h"
#include "hw/virtio/virtio-access.h"
#include "virtio-sriov.h"

void virtio_sriov_used_ring_add(VirtIODevice *vdev, unsigned queue,
                                uint32_t id, uint32_t len)
{
    const MemTxAttrs attrs = MEMTXATTRS_UNSPECIFIED;
    hwaddr used = virtio_queue_get_used_addr(vdev, queue);
    unsigned num = virtio_queue_get_num(vdev, queue);
    uint32_t entry[] = { cpu_to_le32(id), cpu_to_le32(len) };
    uint16_t idx;

    if (!used || virtio_vdev_has_feature(vdev, VIRTIO_F_RING_PACKED)) {
        return;
    }
    idx = address_space_lduw_le(vdev->dma_as, used + 2, attrs, NULL);
    address_space_write(vdev->dma_as, used + 4 + idx % num * sizeof(entry),
                        attrs, entry, sizeof(entry));
    /* The index says that the entry is there. */
    smp_wmb();
    address_space_stw_le(vdev->dma_as, used + 2, idx + 1, attrs, NULL);
    /* The core keeps the index, too. */
    virtio_queue_update_used_idx(vdev, queue);
}
