/*
 * The owner of an SR-IOV group: a modern virtio PF with administration
 * queues, the SR-IOV capability and its members' second doorbells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/range.h"
#include "hw/pci/pci_bus.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_sriov.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-pci.h"
#include "migration/vmstate.h"
#include "standard-headers/linux/virtio_pci.h"
#include "removal.h"
#include "type.h"

#define OWNER_VF_OFFSET 1
#define OWNER_VF_STRIDE 1

unsigned virtio_sriov_owner_num_vfs(VirtIOSriovOwner *owner)
{
    return MIN(pcie_sriov_num_vfs(PCI_DEVICE(owner)), owner->vfs);
}

VirtIOSriovMember *virtio_sriov_owner_member(VirtIOSriovOwner *owner,
                                             uint64_t vf)
{
    if (vf < 1 || vf > virtio_sriov_owner_num_vfs(owner)) {
        return NULL;
    }
    return VIRTIO_SRIOV_MEMBER(pcie_sriov_get_vf_at_index(PCI_DEVICE(owner),
                                                          vf - 1));
}

VirtIOSriovMember *virtio_sriov_owner_made(VirtIOSriovOwner *owner,
                                           unsigned vf)
{
    PCIDevice **made = PCI_DEVICE(owner)->exp.sriov_pf.vf;

    return made && made[vf - 1] && DEVICE(made[vf - 1])->realized ?
           VIRTIO_SRIOV_MEMBER(made[vf - 1]) : NULL;
}

/* The common configuration counts the queues without the administration's. */
static uint64_t num_queues_read(void *opaque, hwaddr addr, unsigned size)
{
    VirtIOSriovOwner *owner = opaque;
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(owner));

    return vdev ? virtio_get_num_queues(vdev) >> (addr * 8) : 0;
}

static uint64_t admin_regs_read(void *opaque, hwaddr addr, unsigned size)
{
    VirtIOSriovOwner *owner = opaque;
    uint32_t num = owner->admin_queues;

    return (owner->admin[0].index | num << 16) >> (addr * 8);
}

static uint64_t status_read(void *opaque, hwaddr addr, unsigned size)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(opaque));

    return vdev ? vdev->status : 0;
}

static void status_write(void *opaque, hwaddr addr, uint64_t val,
                         unsigned size)
{
    VirtIOSriovOwner *owner = opaque;

    if (!owner->faults.stuck) {
        memory_region_dispatch_write(&VIRTIO_PCI(owner)->common.mr,
                                     VIRTIO_PCI_COMMON_STATUS, val, MO_8,
                                     MEMTXATTRS_UNSPECIFIED);
    }
}

static void read_only(void *opaque, hwaddr addr, uint64_t val, unsigned size)
{
}

static const MemoryRegionOps num_queues_ops = {
    .read = num_queues_read,
    .write = read_only,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl.max_access_size = 2,
};

static const MemoryRegionOps status_ops = {
    .read = status_read,
    .write = status_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl.max_access_size = 1,
};

static const MemoryRegionOps admin_regs_ops = {
    .read = admin_regs_read,
    .write = read_only,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl.max_access_size = 4,
};

static uint64_t doorbell_read(void *opaque, hwaddr addr, unsigned size)
{
    return UINT64_MAX;
}

static void doorbell_write(void *opaque, hwaddr addr, uint64_t val,
                           unsigned size)
{
    VirtIOSriovOwner *owner = opaque;
    uint64_t vf = addr / VIRTIO_SRIOV_DOORBELL_SIZE + 1;
    hwaddr offset = addr % VIRTIO_SRIOV_DOORBELL_SIZE;
    VirtIOSriovMember *member;

    if (virtio_sriov_gone(VIRTIO_PCI(owner))) {
        return;
    }
    member = virtio_sriov_owner_member(owner, vf);
    if (offset || !member) {
        counters_violation(&owner->counters, VIOLATION_DOORBELL_ADDRESS,
                           "no doorbell at 0x%" HWADDR_PRIx " of the owner's "
                           "BAR", addr);
    } else if (size != 2) {
        counters_violation(&owner->counters, VIOLATION_DOORBELL_SIZE,
                           "%u bytes to the doorbell of VF %" PRIu64
                           " in the owner's BAR", size, vf);
    } else {
        virtio_sriov_member_kick(member, val, KICK_OWNER);
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

static void owner_config_write(PCIDevice *dev, uint32_t addr, uint32_t val,
                               int len)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(dev);
    bool busy;

    if (!ranges_overlap(addr, len, dev->exp.sriov_cap,
                        PCI_EXT_CAP_SRIOV_SIZEOF)) {
        owner->parent_config_write(dev, addr, val, len);
        virtio_sriov_aer_config_write(dev, addr, val, len);
        return;
    }

    busy = virtio_sriov_owner_num_vfs(owner) &&
           virtio_sriov_admin_outstanding(owner);
    /* VF Enable maps the BARs of up to 255 members: render that once. */
    memory_region_transaction_begin();
    owner->parent_config_write(dev, addr, val, len);
    memory_region_transaction_commit();
    if (!virtio_sriov_owner_num_vfs(owner)) {
        objects_remove_above(&owner->objects, 0);
    }
    if (busy && !virtio_sriov_owner_num_vfs(owner) &&
        virtio_sriov_admin_outstanding(owner)) {
        counters_violation(&owner->counters, VIOLATION_VF_ENABLE_CLEARED,
                           "VF Enable cleared while commands are outstanding");
    }
}

static void init_regions(VirtIOSriovOwner *owner)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(owner);
    Object *obj = OBJECT(owner);

    memory_region_init_io(&owner->num_queues_mr, obj, &num_queues_ops, owner,
                          "virtio-sriov-num-queues", 2);
    memory_region_add_subregion_overlap(&proxy->common.mr,
                                        VIRTIO_PCI_COMMON_NUMQ,
                                        &owner->num_queues_mr, 1);
    memory_region_init_io(&owner->admin_regs_mr, obj, &admin_regs_ops, owner,
                          "virtio-sriov-admin-regs", 4);
    memory_region_add_subregion_overlap(&proxy->common.mr,
                                        VIRTIO_PCI_COMMON_ADM_Q_IDX,
                                        &owner->admin_regs_mr, 1);

    memory_region_init_io(&owner->status_mr, obj, &status_ops, owner,
                          "virtio-sriov-status", 1);
    /* It hands on to the region below it, of the same device. */
    owner->status_mr.disable_reentrancy_guard = true;
    memory_region_add_subregion_overlap(&proxy->common.mr,
                                        VIRTIO_PCI_COMMON_STATUS,
                                        &owner->status_mr, 1);

    memory_region_init_io(&owner->doorbell_mr, obj, &doorbell_ops, owner,
                          "virtio-sriov-doorbells",
                          pow2ceil(owner->vfs * VIRTIO_SRIOV_DOORBELL_SIZE));
    pci_register_bar(PCI_DEVICE(owner), VIRTIO_SRIOV_DOORBELL_BAR,
                     PCI_BASE_ADDRESS_SPACE_MEMORY, &owner->doorbell_mr);
}

static void exit_regions(VirtIOSriovOwner *owner)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(owner);

    memory_region_del_subregion(&proxy->common.mr, &owner->num_queues_mr);
    memory_region_del_subregion(&proxy->common.mr, &owner->admin_regs_mr);
    memory_region_del_subregion(&proxy->common.mr, &owner->status_mr);
}

static bool init_sriov(VirtIOSriovOwner *owner, Error **errp)
{
    VirtIOSriovOwnerClass *oc = VIRTIO_SRIOV_OWNER_GET_CLASS(owner);
    g_autofree char *member = virtio_sriov_type_member_name(oc->type);
    VirtIOPCIProxy *proxy = VIRTIO_PCI(owner);
    PCIDevice *dev = PCI_DEVICE(owner);
    uint16_t pos = virtio_sriov_ext_cap_end(proxy);
    uint16_t devid = PCI_DEVICE_ID_VIRTIO_10_BASE +
                     virtio_bus_get_vdev_id(&proxy->bus);
    PCIDevice *vf;
    bool ok;
    int i;

    pcie_ari_init(dev, pos);

    /*
     * Last and with room behind it: resetting the VF BARs in there writes a
     * little past its end.
     */
    pos = QEMU_ALIGN_UP(pos + PCI_ARI_SIZEOF, 0x40);
    memory_region_transaction_begin();
    ok = pcie_sriov_pf_init(dev, pos, member, devid, owner->vfs, owner->vfs,
                            OWNER_VF_OFFSET, OWNER_VF_STRIDE, errp);
    memory_region_transaction_commit();
    if (!ok) {
        dev->exp.sriov_cap = 0;
        return false;
    }

    /* The members have the BARs already; the capability says the same. */
    vf = dev->exp.sriov_pf.vf[0];
    for (i = 0; i < PCI_ROM_SLOT; i++) {
        if (vf->io_regions[i].size) {
            pcie_sriov_pf_init_vf_bar(dev, i, vf->io_regions[i].type,
                                      vf->io_regions[i].size);
        }
    }
    return true;
}

static bool check_properties(VirtIOSriovOwner *owner, Error **errp)
{
    if (!pci_is_express(PCI_DEVICE(owner))) {
        error_setg(errp, "%s has to be plugged into a PCI Express port",
                   object_get_typename(OBJECT(owner)));
        return false;
    }
    if (owner->vfs < 1 || owner->vfs > VIRTIO_SRIOV_MAX_VFS) {
        error_setg(errp, "vfs has to be 1 to %d", VIRTIO_SRIOV_MAX_VFS);
        return false;
    }
    if (owner->admin_queues < 1 ||
        owner->admin_queues > VIRTIO_SRIOV_MAX_ADMIN_QUEUES) {
        error_setg(errp, "admin-queues has to be 1 to %d",
                   VIRTIO_SRIOV_MAX_ADMIN_QUEUES);
        return false;
    }
    if (owner->vf_queue_size < 4 ||
        owner->vf_queue_size > VIRTQUEUE_MAX_SIZE ||
        !is_power_of_2(owner->vf_queue_size)) {
        error_setg(errp, "vf-queue-size has to be a power of 2 from 4 to %d",
                   VIRTQUEUE_MAX_SIZE);
        return false;
    }
    if (owner->vf_vectors > PCI_MSIX_FLAGS_QSIZE + 1) {
        error_setg(errp, "vf-vectors has to be at most %d",
                   PCI_MSIX_FLAGS_QSIZE + 1);
        return false;
    }
    return true;
}

static void owner_realize(VirtIOPCIProxy *proxy, Error **errp)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(proxy);
    VirtIOSriovOwnerClass *oc = VIRTIO_SRIOV_OWNER_GET_CLASS(owner);
    PCIDevice *dev = PCI_DEVICE(owner);
    const VirtIOSriovType *type = oc->type;
    VirtIODevice *vdev;

    if (!check_properties(owner, errp)) {
        goto fail;
    }
    if (type->prepare && !type->prepare(owner, errp)) {
        goto fail;
    }
    counters_init(&owner->counters, owner->vfs, owner->admin_queues);

    if (!virtio_sriov_type_realize(type, proxy, owner, 0, errp)) {
        goto fail;
    }
    vdev = virtio_sriov_vdev(proxy);
    virtio_sriov_admin_realize(owner, type->queues(vdev) + 1);
    init_regions(owner);
    owner->parent_config_write = dev->config_write;
    dev->config_write = owner_config_write;

    if (!init_sriov(owner, errp)) {
        qdev_unrealize(DEVICE(vdev));
        virtio_sriov_admin_unrealize(owner);
        exit_regions(owner);
        goto fail;
    }
    virtio_sriov_seal_config(dev);
    return;

fail:
    /* A device that failed to realize gets no exit. */
    oc->parent_exit(dev);
}

static void owner_exit(PCIDevice *dev)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(dev);

    pcie_sriov_pf_exit(dev);
    virtio_sriov_admin_unrealize(owner);
    exit_regions(owner);
    VIRTIO_SRIOV_OWNER_GET_CLASS(owner)->parent_exit(dev);
}

static void get_counters(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    counters_visit(&VIRTIO_SRIOV_OWNER(obj)->counters, v, name, errp);
}

static bool get_reset_counters(Object *obj, Error **errp)
{
    return false;
}

static void set_reset_counters(Object *obj, bool value, Error **errp)
{
    if (value) {
        counters_reset(&VIRTIO_SRIOV_OWNER(obj)->counters);
    }
}

static void get_driver_features(Object *obj, Visitor *v, const char *name,
                                void *opaque, Error **errp)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(obj));
    uint64_t features = vdev ? vdev->guest_features : 0;

    visit_type_uint64(v, name, &features, errp);
}

static void get_objects(Object *obj, Visitor *v, const char *name,
                        void *opaque, Error **errp)
{
    uint64_t n = objects_total(&VIRTIO_SRIOV_OWNER(obj)->objects);

    visit_type_uint64(v, name, &n, errp);
}

static char *get_stopped(Object *obj, Error **errp)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(obj);
    GString *s = g_string_new(NULL);
    unsigned vf;

    for (vf = 1; vf <= owner->vfs; vf++) {
        VirtIOSriovMember *member = virtio_sriov_owner_made(owner, vf);

        if (member && member->mode == MEMBER_STOPPED) {
            g_string_append_printf(s, "%s%u", s->len ? "," : "", vf);
        }
    }
    return g_string_free(s, false);
}

static bool get_surprise_remove(Object *obj, Error **errp)
{
    return false;
}

static void set_surprise_remove(Object *obj, bool value, Error **errp)
{
    if (value) {
        removal_schedule(PCI_DEVICE(obj), errp);
    }
}

static void owner_instance_init(Object *obj)
{
    virtio_sriov_function_init(VIRTIO_PCI(obj));
    faults_init(&VIRTIO_SRIOV_OWNER(obj)->faults);
}

static void owner_instance_finalize(Object *obj)
{
    faults_free(&VIRTIO_SRIOV_OWNER(obj)->faults);
    counters_free(&VIRTIO_SRIOV_OWNER(obj)->counters);
}

static void owner_reset_hold(Object *obj, ResetType type)
{
    virtio_sriov_function_reset(VIRTIO_PCI(obj), type,
        &VIRTIO_SRIOV_OWNER_GET_CLASS(obj)->parent_phases);
}

static const Property owner_properties[] = {
    DEFINE_PROP_UINT16("vfs", VirtIOSriovOwner, vfs, 16),
    DEFINE_PROP_UINT16("vf-queue-size", VirtIOSriovOwner, vf_queue_size, 256),
    DEFINE_PROP_UINT16("vf-vectors", VirtIOSriovOwner, vf_vectors, 0),
    DEFINE_PROP_BOOL("no-soft-reset", VirtIOSriovOwner, no_soft_reset, true),
    DEFINE_PROP_BOOL("notify-info", VirtIOSriovOwner, notify_info, true),
    DEFINE_PROP_BOOL("legacy-commands", VirtIOSriovOwner, legacy_commands,
                     true),
    DEFINE_PROP_UINT8("admin-queues", VirtIOSriovOwner, admin_queues, 1),
    DEFINE_PROP_BOOL("device-parts", VirtIOSriovOwner, device_parts, true),
    DEFINE_PROP_BOOL("parts-common", VirtIOSriovOwner, parts_common, true),
    DEFINE_PROP_UINT8("parts-get-objects", VirtIOSriovOwner,
                      parts_get_objects, 255),
    DEFINE_PROP_UINT8("parts-set-objects", VirtIOSriovOwner,
                      parts_set_objects, 255),
};

static const VMStateDescription vmstate_owner = {
    .name = TYPE_VIRTIO_SRIOV_OWNER,
    .unmigratable = 1,
};

static void owner_class_init(ObjectClass *klass, void *data)
{
    VirtIOSriovOwnerClass *oc = VIRTIO_SRIOV_OWNER_CLASS(klass);
    PCIDeviceClass *k = PCI_DEVICE_CLASS(klass);
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &vmstate_owner;
    device_class_set_props(dc, owner_properties);
    oc->parent_class.realize = owner_realize;
    oc->parent_exit = k->exit;
    k->exit = owner_exit;
    resettable_class_set_parent_phases(RESETTABLE_CLASS(klass), NULL,
                                       owner_reset_hold, NULL,
                                       &oc->parent_phases);

    faults_class_init(klass);
    object_class_property_add(klass, "counters", "VirtIOSriovCounters",
                              get_counters, NULL, NULL, NULL);
    object_class_property_set_description(klass, "counters",
        "commands, notifications and broken driver rules seen");
    object_class_property_add_bool(klass, "reset-counters",
                                   get_reset_counters, set_reset_counters);
    object_class_property_set_description(klass, "reset-counters",
        "write true: all counters become zero");
    object_class_property_add(klass, "driver-features", "uint64",
                              get_driver_features, NULL, NULL, NULL);
    object_class_property_set_description(klass, "driver-features",
        "what the PF's driver has negotiated");
    object_class_property_add(klass, "objects", "uint64", get_objects, NULL,
                              NULL, NULL);
    object_class_property_set_description(klass, "objects",
        "how many resource objects there are");
    object_class_property_add_str(klass, "stopped", get_stopped, NULL);
    object_class_property_set_description(klass, "stopped",
        "the VFs that are stopped");
    object_class_property_add_bool(klass, "surprise-remove",
                                   get_surprise_remove, set_surprise_remove);
    object_class_property_set_description(klass, "surprise-remove",
        "write true: the card is pulled out of its slot");
}

static const TypeInfo owner_info = {
    .name = TYPE_VIRTIO_SRIOV_OWNER,
    .parent = TYPE_VIRTIO_PCI,
    .instance_size = sizeof(VirtIOSriovOwner),
    .instance_init = owner_instance_init,
    .instance_finalize = owner_instance_finalize,
    .class_size = sizeof(VirtIOSriovOwnerClass),
    .class_init = owner_class_init,
    .abstract = true,
    .interfaces = (InterfaceInfo[]) {
        { INTERFACE_PCIE_DEVICE },
        { }
    },
};

static void owner_register_types(void)
{
    type_register_static(&owner_info);
}

type_init(owner_register_types)
