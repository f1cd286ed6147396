/*
 * Device types: what the functions of one type have that others do not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-pci.h"
#include "type.h"

/* The virtio device follows what the owner or member itself is. */

static size_t owner_vdev_offset(const VirtIOSriovType *type)
{
    return ROUND_UP(MAX(type->owner_size, sizeof(VirtIOSriovOwner)),
                    __alignof__(max_align_t));
}

static size_t member_vdev_offset(void)
{
    return ROUND_UP(sizeof(VirtIOSriovMember), __alignof__(max_align_t));
}

VirtIODevice *virtio_sriov_type_owner_vdev(VirtIOSriovOwner *owner)
{
    const VirtIOSriovType *type = VIRTIO_SRIOV_OWNER_GET_CLASS(owner)->type;

    return (VirtIODevice *)((char *)owner + owner_vdev_offset(type));
}

static VirtIODevice *member_vdev(VirtIOSriovMember *member)
{
    return (VirtIODevice *)((char *)member + member_vdev_offset());
}

bool virtio_sriov_type_realize(const VirtIOSriovType *type,
                               VirtIOPCIProxy *proxy, VirtIOSriovOwner *owner,
                               unsigned vf, Error **errp)
{
    VirtIODevice *vdev = vf ? member_vdev(VIRTIO_SRIOV_MEMBER(proxy)) :
                         virtio_sriov_type_owner_vdev(owner);

    if (type->configure && !type->configure(owner, vdev, vf, errp)) {
        return false;
    }
    /* One for each queue and one for configuration changes. */
    proxy->nvectors = type->queues(vdev) + 1;
    vdev->host_features |= BIT_ULL(VIRTIO_F_IOMMU_PLATFORM);
    if (vf && owner->vf_vectors) {
        proxy->nvectors = owner->vf_vectors;
    } else if (!vf) {
        proxy->nvectors++;          /* the administration queue's */
        vdev->host_features |= BIT_ULL(VIRTIO_F_SR_IOV) |
                               BIT_ULL(VIRTIO_F_ADMIN_VQ);
    }
    if (!qdev_realize(DEVICE(vdev), BUS(&proxy->bus), errp)) {
        return false;
    }
    /* Its DMA goes through the IOMMU in any case, from here on. */
    if (type->no_access_platform) {
        vdev->host_features &= ~BIT_ULL(VIRTIO_F_IOMMU_PLATFORM);
    }
    if (type->complete && !type->complete(owner, vdev, vf, errp)) {
        qdev_unrealize(DEVICE(vdev));
        return false;
    }
    return true;
}

char **virtio_sriov_list_split(const char *list, const char *property,
                               unsigned vfs, Error **errp)
{
    char **items = g_strsplit(list ? list : "", ":", -1);

    if (g_strv_length(items) > vfs) {
        error_setg(errp, "%s has items for more than %u VFs", property, vfs);
        g_strfreev(items);
        return NULL;
    }
    return items;
}

const char *virtio_sriov_list_item(char **list, unsigned vf)
{
    return vf <= g_strv_length(list) && *list[vf - 1] ? list[vf - 1] : NULL;
}

static char *device_name(const VirtIOSriovType *type)
{
    return g_strdup_printf("virtio-%s-sriov-device", type->name);
}

static void init_vdev(Object *obj, VirtIODevice *vdev,
                      const VirtIOSriovType *type)
{
    g_autofree char *name = device_name(type);

    virtio_instance_init_common(obj, vdev, type->device_size, name);
}

static void owner_instance_init(Object *obj)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(obj);
    const VirtIOSriovType *type = VIRTIO_SRIOV_OWNER_GET_CLASS(owner)->type;
    VirtIODevice *vdev = virtio_sriov_type_owner_vdev(owner);

    init_vdev(obj, vdev, type);
    if (type->init) {
        type->init(owner, vdev);
    }
}

static void owner_instance_finalize(Object *obj)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(obj);
    const VirtIOSriovType *type = VIRTIO_SRIOV_OWNER_GET_CLASS(owner)->type;

    if (type->finalize) {
        type->finalize(owner);
    }
}

static void member_instance_init(Object *obj)
{
    VirtIOSriovMember *member = VIRTIO_SRIOV_MEMBER(obj);

    init_vdev(obj, member_vdev(member),
              VIRTIO_SRIOV_MEMBER_GET_CLASS(member)->type);
}

static void function_class_init(ObjectClass *klass,
                                const VirtIOSriovType *type)
{
    PCI_DEVICE_CLASS(klass)->class_id = type->class_id;
    set_bit(type->category, DEVICE_CLASS(klass)->categories);
}

static void owner_class_init(ObjectClass *klass, void *data)
{
    const VirtIOSriovType *type = data;
    DeviceClass *dc = DEVICE_CLASS(klass);

    VIRTIO_SRIOV_OWNER_CLASS(klass)->type = type;
    function_class_init(klass, type);
    dc->desc = "SR-IOV virtio PF with an administration queue";
    if (type->num_properties) {
        device_class_set_props_n(dc, type->properties, type->num_properties);
    }
}

static void member_class_init(ObjectClass *klass, void *data)
{
    const VirtIOSriovType *type = data;

    VIRTIO_SRIOV_MEMBER_CLASS(klass)->type = type;
    function_class_init(klass, type);
    DEVICE_CLASS(klass)->desc = "SR-IOV virtio VF";
}

static void device_class_init(ObjectClass *klass, void *data)
{
    const VirtIOSriovType *type = data;

    virtio_sriov_device_class_init(klass);
    if (type->device_class_init) {
        type->device_class_init(VIRTIO_DEVICE_CLASS(klass));
    }
}

char *virtio_sriov_type_member_name(const VirtIOSriovType *type)
{
    return g_strdup_printf("virtio-%s-sriov-vf-pci", type->name);
}

void virtio_sriov_type_register(const VirtIOSriovType *type)
{
    g_autofree char *device = device_name(type);
    g_autofree char *owner = g_strdup_printf("virtio-%s-sriov-pci",
                                             type->name);
    g_autofree char *member = virtio_sriov_type_member_name(type);
    const TypeInfo device_info = {
        .name = device,
        .parent = type->device,
        .class_init = device_class_init,
        .class_data = (void *)type,
    };
    const TypeInfo owner_info = {
        .name = owner,
        .parent = TYPE_VIRTIO_SRIOV_OWNER,
        .instance_size = owner_vdev_offset(type) + type->device_size,
        .instance_init = owner_instance_init,
        .instance_finalize = owner_instance_finalize,
        .class_init = owner_class_init,
        .class_data = (void *)type,
    };
    const TypeInfo member_info = {
        .name = member,
        .parent = TYPE_VIRTIO_SRIOV_MEMBER,
        .instance_size = member_vdev_offset() + type->device_size,
        .instance_init = member_instance_init,
        .class_init = member_class_init,
        .class_data = (void *)type,
    };

    type_register_static(&device_info);
    type_register_static(&owner_info);
    type_register_static(&member_info);
}
