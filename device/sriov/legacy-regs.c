/*
 * The legacy register file of a member, on the virtio device inside it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The same state as the modern interface's, seen as a legacy virtio-pci
 * device would show it.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/pci/msix.h"
#include "hw/virtio/virtio-pci.h"
#include "standard-headers/linux/virtio_pci.h"
#include "type.h"

/* Queue select: the driver may choose any number, few are queues. */
static bool queue_exists(VirtIOSriovMember *member, VirtIODevice *vdev)
{
    return member->legacy_queue_sel < VIRTIO_QUEUE_MAX &&
           virtio_queue_get_num(vdev, member->legacy_queue_sel);
}

/* What virtio-pci does when its driver writes 0 to the status. */
static void device_reset(VirtIOPCIProxy *proxy)
{
    virtio_bus_reset(&proxy->bus);
    msix_unuse_all_vectors(&proxy->pci_dev);
    memset(proxy->vqs, 0, sizeof(proxy->vqs));
}

static void write_features(VirtIOPCIProxy *proxy, VirtIODevice *vdev,
                           uint32_t val)
{
    /* A driver that takes this bit takes any: assume what it can do. */
    if (val & (1u << VIRTIO_F_BAD_FEATURE)) {
        val = virtio_bus_get_vdev_bad_features(&proxy->bus);
    }
    virtio_set_features(vdev, val);
}

static void write_queue_pfn(VirtIOSriovMember *member, VirtIODevice *vdev,
                            uint32_t val)
{
    uint16_t queue = member->legacy_queue_sel;
    uint16_t vector;

    if (!queue_exists(member, vdev)) {
        return;
    }
    virtio_sriov_member_size_queues(member);
    if (val) {
        virtio_queue_set_addr(vdev, queue,
                              (hwaddr)val << VIRTIO_PCI_QUEUE_ADDR_SHIFT);
        return;
    }
    /* The queue is off; its vector is a register of its own. */
    vector = virtio_queue_vector(vdev, queue);
    virtio_queue_reset(vdev, queue);
    virtio_queue_set_vector(vdev, queue, vector);
}

static void write_status(VirtIOSriovMember *member, VirtIODevice *vdev,
                         uint8_t val)
{
    if (val) {
        virtio_set_status(vdev, val);
        virtio_sriov_member_touched(member);
    } else {
        device_reset(VIRTIO_PCI(member));
        virtio_sriov_member_was_reset(member, false);
    }
}

/* A vector that does not exist reads back as none, so that it shows. */
static uint16_t use_vector(VirtIOPCIProxy *proxy, uint16_t old, uint16_t val)
{
    if (old != VIRTIO_NO_VECTOR) {
        msix_vector_unuse(&proxy->pci_dev, old);
    }
    if (val >= proxy->nvectors) {
        return VIRTIO_NO_VECTOR;
    }
    msix_vector_use(&proxy->pci_dev, val);
    return val;
}

static void write_queue_vector(VirtIOSriovMember *member, VirtIODevice *vdev,
                               uint16_t val)
{
    uint16_t queue = member->legacy_queue_sel;

    if (queue_exists(member, vdev)) {
        val = use_vector(VIRTIO_PCI(member), virtio_queue_vector(vdev, queue),
                         val);
        virtio_queue_set_vector(vdev, queue, val);
    }
}

static uint32_t common_read(VirtIOSriovMember *member, unsigned reg)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);
    uint16_t queue = member->legacy_queue_sel;
    uint32_t isr;

    switch (reg) {
    case VIRTIO_PCI_HOST_FEATURES:
        /* None above bit 31 can be seen, so none that needs VERSION_1. */
        return vdev->host_features;
    case VIRTIO_PCI_GUEST_FEATURES:
        return vdev->guest_features;
    case VIRTIO_PCI_QUEUE_PFN:
        return queue_exists(member, vdev) ?
               virtio_queue_get_addr(vdev, queue) >>
               VIRTIO_PCI_QUEUE_ADDR_SHIFT : 0;
    case VIRTIO_PCI_QUEUE_NUM:
        virtio_sriov_member_size_queues(member);
        return queue_exists(member, vdev) ?
               virtio_queue_get_num(vdev, queue) : 0;
    case VIRTIO_PCI_QUEUE_SEL:
        return queue;
    case VIRTIO_PCI_STATUS:
        return vdev->status;
    case VIRTIO_PCI_ISR:
        isr = qatomic_xchg(&vdev->isr, 0);
        pci_irq_deassert(&proxy->pci_dev);
        return isr;
    case VIRTIO_MSI_CONFIG_VECTOR:
        return vdev->config_vector;
    case VIRTIO_MSI_QUEUE_VECTOR:
        return queue_exists(member, vdev) ?
               virtio_queue_vector(vdev, queue) : VIRTIO_NO_VECTOR;
    default:
        return UINT32_MAX;          /* Queue Notify cannot be read */
    }
}

static void common_write(VirtIOSriovMember *member, unsigned reg, uint32_t val)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);

    switch (reg) {
    case VIRTIO_PCI_GUEST_FEATURES:
        write_features(proxy, vdev, val);
        break;
    case VIRTIO_PCI_QUEUE_PFN:
        write_queue_pfn(member, vdev, val);
        break;
    case VIRTIO_PCI_QUEUE_SEL:
        member->legacy_queue_sel = val;
        break;
    case VIRTIO_PCI_QUEUE_NOTIFY:
        virtio_sriov_member_kick(member, val, KICK_COMMAND);
        break;
    case VIRTIO_PCI_STATUS:
        write_status(member, vdev, val);
        break;
    case VIRTIO_MSI_CONFIG_VECTOR:
        vdev->config_vector = use_vector(proxy, vdev->config_vector, val);
        break;
    case VIRTIO_MSI_QUEUE_VECTOR:
        write_queue_vector(member, vdev, val);
        break;
    default:
        break;                      /* read-only */
    }
}

/* The current value of a register, for a write of only a part of it. */
static uint32_t common_peek(VirtIOSriovMember *member, unsigned reg)
{
    switch (reg) {
    case VIRTIO_PCI_QUEUE_NOTIFY:   /* holds nothing */
    case VIRTIO_PCI_ISR:            /* reading it would clear it */
        return 0;
    default:
        return common_read(member, reg);
    }
}

/*
 * The bytes of the device configuration.  What the device does not have, for
 * lack of the feature, reads as zero and cannot be written.
 */
static void config_read(VirtIOSriovMember *member, unsigned offset,
                        uint8_t *data, unsigned len)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    uint8_t *config = vdev->config;
    unsigned i;

    VIRTIO_DEVICE_GET_CLASS(vdev)->get_config(vdev, config);
    for (i = 0; i < len; i++) {
        data[i] = offset + i < vdev->config_len ? config[offset + i] : 0;
    }
}

static void config_write(VirtIOSriovMember *member, unsigned offset,
                         const uint8_t *data, unsigned len)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    VirtioDeviceClass *vdc = VIRTIO_DEVICE_GET_CLASS(vdev);
    uint8_t *config = vdev->config;

    if (offset + len > vdev->config_len || !vdc->set_config) {
        return;
    }
    vdc->get_config(vdev, config);
    memcpy(config + offset, data, len);
    vdc->set_config(vdev, config);
}

LegacyTable virtio_sriov_legacy_table(VirtIOSriovMember *member, bool common)
{
    return common ? legacy_common_table(msix_enabled(PCI_DEVICE(member))) :
           VIRTIO_SRIOV_MEMBER_GET_CLASS(member)->type->config_table;
}

void virtio_sriov_legacy_read(VirtIOSriovMember *member, bool common,
                              unsigned offset, uint8_t *data, unsigned len)
{
    const LegacyField *f = legacy_field_find(
        virtio_sriov_legacy_table(member, common), offset, len);
    uint8_t bytes[4];

    if (!common) {
        config_read(member, offset, data, len);
        return;
    }
    stl_le_p(bytes, common_read(member, f->offset));
    memcpy(data, bytes + offset - f->offset, len);
}

void virtio_sriov_legacy_write(VirtIOSriovMember *member, bool common,
                               unsigned offset, const uint8_t *data,
                               unsigned len)
{
    const LegacyField *f = legacy_field_find(
        virtio_sriov_legacy_table(member, common), offset, len);
    uint8_t bytes[4];

    if (!common) {
        config_write(member, offset, data, len);
        return;
    }
    stl_le_p(bytes, len < f->size ? common_peek(member, f->offset) : 0);
    memcpy(bytes + offset - f->offset, data, len);
    common_write(member, f->offset, ldl_le_p(bytes));
}

void virtio_sriov_legacy_reset(VirtIOSriovMember *member)
{
    member->legacy_queue_sel = 0;
}
