/*
 * A member of an SR-IOV group: a modern virtio VF with a doorbell, and the
 * hooks of the virtio device inside an owner or a member.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/range.h"
#include "hw/pci/pci_bus.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_sriov.h"
#include "hw/virtio/virtio-pci.h"
#include "migration/vmstate.h"
#include "type.h"

VirtIOSriovOwner *virtio_sriov_member_owner(VirtIOSriovMember *member)
{
    return VIRTIO_SRIOV_OWNER(pcie_sriov_get_pf(PCI_DEVICE(member)));
}

unsigned virtio_sriov_member_number(VirtIOSriovMember *member)
{
    return pcie_sriov_vf_number(PCI_DEVICE(member)) + 1;
}

/*
 * QEMU makes every queue as large as one can be, and does so again at each
 * reset.  Not so here: a legacy driver has to take the size that it finds, and
 * some cannot take more than 256.  And an entry of a larger used ring can lie
 * in two pages, which QEMU writes as one, though the guest's next page may be
 * elsewhere.
 */
void virtio_sriov_member_size_queues(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    int max = virtio_sriov_member_owner(member)->vf_queue_size;
    int i;

    for (i = 0; i < VIRTIO_QUEUE_MAX && virtio_queue_get_num(vdev, i); i++) {
        virtio_queue_set_num(vdev, i,
                             MIN(virtio_queue_get_num(vdev, i), max));
    }
}

void virtio_sriov_member_kick(VirtIOSriovMember *member, uint16_t queue,
                              KickPath path)
{
    VirtIOSriovOwner *owner = virtio_sriov_member_owner(member);
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    unsigned vf = virtio_sriov_member_number(member);

    counters_kick(&owner->counters, vf, path);
    if (queue >= VIRTIO_QUEUE_MAX || !virtio_queue_get_num(vdev, queue)) {
        counters_violation(&owner->counters, VIOLATION_DOORBELL_QUEUE,
                           "VF %u: notification of queue %u", vf, queue);
        return;
    }
    if (!virtio_sriov_member_take_note(member, queue)) {
        virtio_queue_notify(vdev, queue);
    }
}

static uint64_t doorbell_read(void *opaque, hwaddr addr, unsigned size)
{
    return UINT64_MAX;
}

static void doorbell_write(void *opaque, hwaddr addr, uint64_t val,
                           unsigned size)
{
    VirtIOSriovMember *member = opaque;
    unsigned vf = virtio_sriov_member_number(member);
    Counters *c;

    if (virtio_sriov_gone(VIRTIO_PCI(member))) {
        return;
    }
    c = &virtio_sriov_member_owner(member)->counters;
    if (addr) {
        counters_violation(c, VIOLATION_DOORBELL_ADDRESS,
                           "no doorbell at 0x%" HWADDR_PRIx " of VF %u's BAR",
                           addr, vf);
    } else if (size != 2) {
        counters_violation(c, VIOLATION_DOORBELL_SIZE,
                           "%u bytes to the doorbell in VF %u's BAR", size,
                           vf);
    } else {
        virtio_sriov_member_kick(member, val, KICK_MEMBER);
    }
}

/* Every access is let through, to be seen and counted if it is wrong. */
static const MemoryRegionOps doorbell_ops = {
    .read = doorbell_read,
    .write = doorbell_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
    .impl = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
};

static uint64_t modern_notify_read(void *opaque, hwaddr addr, unsigned size)
{
    return 0;
}

/* Laid over the notification structure of virtio-pci, to count. */
static void modern_notify_write(void *opaque, hwaddr addr, uint64_t val,
                                unsigned size)
{
    VirtIOSriovMember *member = opaque;
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    unsigned queue = addr / (proxy->notify.size / VIRTIO_QUEUE_MAX);

    if (!virtio_sriov_gone(proxy) &&
        modern_rules_notify(member, addr, size, val)) {
        virtio_sriov_member_kick(member, queue, KICK_MODERN);
    }
}

static const MemoryRegionOps modern_notify_ops = {
    .read = modern_notify_read,
    .write = modern_notify_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 1, .max_access_size = 4 },
};

/*
 * Bits of the command register that a VF has hardwired to zero, while QEMU
 * goes by them.
 *
 * A VF has no INTx: the virtio-pci below would raise a pin that it knows of,
 * so it has one, disabled for good.  And its memory is decoded as long as the
 * VF is enabled, with no say of its own.  The guest sees none of this.
 */
#define HIDDEN_COMMAND (PCI_COMMAND_INTX_DISABLE | PCI_COMMAND_MEMORY)

static void fix_command(PCIDevice *dev)
{
    pci_word_test_and_set_mask(dev->config + PCI_COMMAND, HIDDEN_COMMAND);
    pci_word_test_and_clear_mask(dev->wmask + PCI_COMMAND,
                                 HIDDEN_COMMAND | PCI_COMMAND_IO);
}

static uint8_t visible_bits(uint32_t addr)
{
    switch (addr) {
    case PCI_COMMAND:
        return ~PCI_COMMAND_MEMORY;
    case PCI_COMMAND + 1:
        return ~(PCI_COMMAND_INTX_DISABLE >> 8);
    case PCI_STATUS:
        return ~PCI_STATUS_INTERRUPT;
    case PCI_INTERRUPT_PIN:
        return 0;
    default:
        return 0xff;
    }
}

static uint32_t member_config_read(PCIDevice *dev, uint32_t addr, int len)
{
    VirtIOSriovMember *member = VIRTIO_SRIOV_MEMBER(dev);
    uint32_t val = member->parent_config_read(dev, addr, len);
    uint32_t mask = 0;
    int i;

    for (i = 0; i < len; i++) {
        mask |= (uint32_t)visible_bits(addr + i) << (i * 8);
    }
    return val & mask;
}

static unsigned power_state(PCIDevice *dev)
{
    return pci_get_word(dev->config + dev->pm_cap + PCI_PM_CTRL) &
           PCI_PM_CTRL_STATE_MASK;
}

static void member_config_write(PCIDevice *dev, uint32_t addr, uint32_t val,
                                int len)
{
    VirtIOSriovMember *member = VIRTIO_SRIOV_MEMBER(dev);
    unsigned before = power_state(dev);

    member->parent_config_write(dev, addr, val, len);
    virtio_sriov_aer_config_write(dev, addr, val, len);
    if (range_covers_byte(addr, len, PCI_COMMAND)) {
        virtio_sriov_member_touched(member);
    }
    if (before == 3 && power_state(dev) == 0 &&
        !virtio_sriov_member_owner(member)->no_soft_reset) {
        pci_device_reset(dev);
    }
}

static void init_regions(VirtIOSriovMember *member)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    Object *obj = OBJECT(member);

    memory_region_init_io(&member->modern_notify_mr, obj, &modern_notify_ops,
                          member, "virtio-sriov-notify", proxy->notify.size);
    memory_region_add_subregion_overlap(&proxy->notify.mr, 0,
                                        &member->modern_notify_mr, 1);

    memory_region_init_io(&member->doorbell_mr, obj, &doorbell_ops, member,
                          "virtio-sriov-doorbell", VIRTIO_SRIOV_DOORBELL_SIZE);
    pci_register_bar(PCI_DEVICE(member), VIRTIO_SRIOV_DOORBELL_BAR,
                     PCI_BASE_ADDRESS_SPACE_MEMORY, &member->doorbell_mr);
}

static void member_realize(VirtIOPCIProxy *proxy, Error **errp)
{
    VirtIOSriovMember *member = VIRTIO_SRIOV_MEMBER(proxy);
    VirtIOSriovMemberClass *mc = VIRTIO_SRIOV_MEMBER_GET_CLASS(member);
    PCIDevice *dev = PCI_DEVICE(member);
    PCIDevice *pf = pcie_sriov_get_pf(dev);
    unsigned vf;

    if (!pf || !object_dynamic_cast(OBJECT(pf), TYPE_VIRTIO_SRIOV_OWNER)) {
        error_setg(errp, "%s is made by its PF only",
                   object_get_typename(OBJECT(member)));
        goto fail;
    }
    vf = virtio_sriov_member_number(member);
    /* A name, by which the monitor finds it to inject errors. */
    if (DEVICE(pf)->id) {
        DEVICE(dev)->id = g_strdup_printf("%s.vf%u", DEVICE(pf)->id, vf);
    }
    if (!virtio_sriov_type_realize(mc->type, proxy, VIRTIO_SRIOV_OWNER(pf), vf,
                                   errp)) {
        goto fail;
    }

    fix_command(dev);
    if (VIRTIO_SRIOV_OWNER(pf)->no_soft_reset) {
        pci_word_test_and_set_mask(dev->config + dev->pm_cap + PCI_PM_CTRL,
                                   PCI_PM_CTRL_NO_SOFT_RESET);
    }
    member->parent_config_read = dev->config_read;
    dev->config_read = member_config_read;
    member->parent_config_write = dev->config_write;
    dev->config_write = member_config_write;
    pcie_ari_init(dev, virtio_sriov_ext_cap_end(proxy));
    init_regions(member);
    virtio_sriov_modern_realize(member);
    faults_new_member(&VIRTIO_SRIOV_OWNER(pf)->faults, member);
    virtio_sriov_seal_config(dev);
    return;

fail:
    /* A device that failed to realize gets no exit. */
    mc->parent_exit(dev);
}

static void member_exit(PCIDevice *dev)
{
    VirtIOSriovMember *member = VIRTIO_SRIOV_MEMBER(dev);

    virtio_sriov_modern_exit(member);
    g_clear_pointer(&member->staged, part_list_free);
    memory_region_del_subregion(&VIRTIO_PCI(member)->notify.mr,
                                &member->modern_notify_mr);
    VIRTIO_SRIOV_MEMBER_GET_CLASS(member)->parent_exit(dev);
}

static void member_reset_hold(Object *obj, ResetType type)
{
    virtio_sriov_function_reset(VIRTIO_PCI(obj), type,
        &VIRTIO_SRIOV_MEMBER_GET_CLASS(obj)->parent_phases);
    virtio_sriov_member_was_reset(VIRTIO_SRIOV_MEMBER(obj), true);
}

static void member_instance_init(Object *obj)
{
    virtio_sriov_function_init(VIRTIO_PCI(obj));
}

static const VMStateDescription vmstate_member = {
    .name = TYPE_VIRTIO_SRIOV_MEMBER,
    .unmigratable = 1,
};

static void member_class_init(ObjectClass *klass, void *data)
{
    VirtIOSriovMemberClass *mc = VIRTIO_SRIOV_MEMBER_CLASS(klass);
    PCIDeviceClass *k = PCI_DEVICE_CLASS(klass);
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &vmstate_member;
    dc->user_creatable = false;
    mc->parent_class.realize = member_realize;
    mc->parent_exit = k->exit;
    k->exit = member_exit;
    resettable_class_set_parent_phases(RESETTABLE_CLASS(klass), NULL,
                                       member_reset_hold, NULL,
                                       &mc->parent_phases);
}

static const TypeInfo member_info = {
    .name = TYPE_VIRTIO_SRIOV_MEMBER,
    .parent = TYPE_VIRTIO_PCI,
    .instance_size = sizeof(VirtIOSriovMember),
    .instance_init = member_instance_init,
    .class_size = sizeof(VirtIOSriovMemberClass),
    .class_init = member_class_init,
    .abstract = true,
    .interfaces = (InterfaceInfo[]) {
        { INTERFACE_PCIE_DEVICE },
        { }
    },
};

static void member_register_types(void)
{
    type_register_static(&member_info);
}

type_init(member_register_types)

/* The virtio device inside: what it is told concerns the queue and us, too. */

VirtioDeviceClass *virtio_sriov_ordinary_class(VirtIODevice *vdev)
{
    ObjectClass *klass = object_get_class(OBJECT(vdev));

    return VIRTIO_DEVICE_CLASS(object_class_get_parent(klass));
}

static VirtIOSriovOwner *device_owner(VirtIODevice *vdev)
{
    DeviceState *proxy = qdev_get_parent_bus(DEVICE(vdev))->parent;

    return (VirtIOSriovOwner *)object_dynamic_cast(OBJECT(proxy),
                                                   TYPE_VIRTIO_SRIOV_OWNER);
}

static VirtIOSriovMember *device_member(VirtIODevice *vdev)
{
    return VIRTIO_SRIOV_MEMBER(qdev_get_parent_bus(DEVICE(vdev))->parent);
}

static void device_reset(VirtIODevice *vdev)
{
    VirtIOSriovOwner *owner = device_owner(vdev);
    VirtioDeviceClass *vdc = virtio_sriov_ordinary_class(vdev);

    if (owner) {
        virtio_sriov_admin_drop(owner);
        virtio_sriov_admin_reset_group(owner);
    } else {
        virtio_sriov_legacy_reset(device_member(vdev));
        modern_rules_reset(device_member(vdev));
    }
    if (vdc->reset) {
        vdc->reset(vdev);
    }
}

static void device_queue_reset(VirtIODevice *vdev, uint32_t index)
{
    VirtIOSriovOwner *owner = device_owner(vdev);
    VirtioDeviceClass *vdc = virtio_sriov_ordinary_class(vdev);

    if (owner && virtio_sriov_admin_drop_queue(owner, index)) {
        return;
    }
    if (vdc->queue_reset) {
        vdc->queue_reset(vdev, index);
    }
}

static void device_set_status(VirtIODevice *vdev, uint8_t status)
{
    VirtIOSriovOwner *owner = device_owner(vdev);
    VirtioDeviceClass *vdc = virtio_sriov_ordinary_class(vdev);

    if (vdc->set_status) {
        vdc->set_status(vdev, status);
    }
    if (!owner && status) {
        virtio_sriov_member_size_queues(device_member(vdev));
    }
    /* Commands may have been queued before the device could take them. */
    if (owner && (status & VIRTIO_CONFIG_S_DRIVER_OK)) {
        virtio_sriov_admin_run_later(owner);
    }
}

void virtio_sriov_device_class_init(ObjectClass *klass)
{
    VirtioDeviceClass *vdc = VIRTIO_DEVICE_CLASS(klass);

    vdc->reset = device_reset;
    vdc->queue_reset = device_queue_reset;
    vdc->set_status = device_set_status;
}
