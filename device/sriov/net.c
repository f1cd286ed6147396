/*
 * SR-IOV virtio-net: the types, and what is a network device's own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/pci_ids.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-net.h"
#include "net/net.h"
#include "virtio-sriov.h"

#define TYPE_VIRTIO_NET_SRIOV_DEVICE "virtio-net-sriov-device"
#define TYPE_VIRTIO_NET_SRIOV_OWNER "virtio-net-sriov-pci"
#define TYPE_VIRTIO_NET_SRIOV_MEMBER "virtio-net-sriov-vf-pci"

typedef struct VirtIONetSriovOwner {
    VirtIOSriovOwner parent_obj;
    VirtIONet vdev;
    char *vf_netdevs;
    char **vf_netdev;               /* vf_netdevs, split */
    MACAddr vf_mac;
} VirtIONetSriovOwner;

typedef struct VirtIONetSriovMember {
    VirtIOSriovMember parent_obj;
    VirtIONet vdev;
} VirtIONetSriovMember;

DECLARE_INSTANCE_CHECKER(VirtIONetSriovOwner, VIRTIO_NET_SRIOV_OWNER,
                         TYPE_VIRTIO_NET_SRIOV_OWNER)
DECLARE_INSTANCE_CHECKER(VirtIONetSriovMember, VIRTIO_NET_SRIOV_MEMBER,
                         TYPE_VIRTIO_NET_SRIOV_MEMBER)

static const LegacyField net_config_fields[] = {
    { 0, 6 },       /* mac */
    { 6, 2 },       /* status */
    { 8, 2 },       /* max_virtqueue_pairs */
    { 10, 2 },      /* mtu */
    { 12, 4 },      /* speed */
    { 16, 1 },      /* duplex */
    { 17, 1 },      /* rss_max_key_size */
    { 18, 2 },      /* rss_max_indirection_table_length */
    { 20, 4 },      /* supported_hash_types */
    { 24, 4 },      /* supported_tunnel_types */
};

static unsigned net_queues(VirtIONet *net)
{
    return 2 * MAX(net->nic_conf.peers.queues, 1) + 1;
}

/* Returns whether it worked. */
static bool net_realize(VirtIOPCIProxy *proxy, VirtIONet *net,
                        const char *name, uint64_t features, unsigned vectors,
                        Error **errp)
{
    VirtIODevice *vdev = VIRTIO_DEVICE(net);

    /* One for each queue and one for configuration changes. */
    proxy->nvectors = net_queues(net) + 1 + vectors;
    vdev->host_features |= features | BIT_ULL(VIRTIO_F_IOMMU_PLATFORM);
    virtio_net_set_netclient_name(net, name,
                                  object_get_typename(OBJECT(proxy)));
    return qdev_realize(DEVICE(vdev), BUS(&proxy->bus), errp);
}

static bool net_owner_prepare(VirtIOSriovOwner *owner, Error **errp)
{
    VirtIONetSriovOwner *no = VIRTIO_NET_SRIOV_OWNER(owner);
    unsigned i;

    no->vf_netdev = g_strsplit(no->vf_netdevs ? no->vf_netdevs : "", ":", -1);
    for (i = 0; no->vf_netdev[i]; i++) {
        const char *id = no->vf_netdev[i];

        if (i >= owner->vfs) {
            error_setg(errp, "vf-netdevs names more than %u netdevs",
                       owner->vfs);
            return false;
        }
        if (*id && !qemu_find_netdev(id)) {
            error_setg(errp, "vf-netdevs: no netdev '%s'", id);
            return false;
        }
    }
    return true;
}

static unsigned net_owner_realize_device(VirtIOSriovOwner *owner, Error **errp)
{
    VirtIONetSriovOwner *no = VIRTIO_NET_SRIOV_OWNER(owner);
    uint64_t features = BIT_ULL(VIRTIO_F_SR_IOV) | BIT_ULL(VIRTIO_F_ADMIN_VQ);

    if (!net_realize(VIRTIO_PCI(owner), &no->vdev, DEVICE(owner)->id, features,
                     1, errp)) {
        return 0;
    }
    return net_queues(&no->vdev);
}

/* VF n (from 1) has the address base + n. */
static void net_member_mac(VirtIONetSriovOwner *no, unsigned vf, MACAddr *mac)
{
    uint64_t n = 0;
    int i;

    for (i = 0; i < ARRAY_SIZE(mac->a); i++) {
        n = n << 8 | no->vf_mac.a[i];
    }
    n += vf;
    for (i = ARRAY_SIZE(mac->a) - 1; i >= 0; i--) {
        mac->a[i] = n;
        n >>= 8;
    }
}

static bool net_member_set_netdev(VirtIONetSriovOwner *no, VirtIONet *net,
                                  unsigned vf, Error **errp)
{
    const char *id = NULL;

    if (vf <= g_strv_length(no->vf_netdev)) {
        id = no->vf_netdev[vf - 1];
    }
    if (!id || !*id) {
        return true;
    }
    return object_property_set_str(OBJECT(net), "netdev", id, errp);
}

static void net_link_down(VirtIONet *net)
{
    NetClientState *nc = qemu_get_queue(net->nic);

    nc->link_down = true;
    nc->info->link_status_changed(nc);
}

static bool net_member_realize_device(VirtIOSriovMember *member,
                                      VirtIOSriovOwner *owner, unsigned vf,
                                      Error **errp)
{
    static const MACAddr none;
    VirtIONetSriovOwner *no = VIRTIO_NET_SRIOV_OWNER(owner);
    VirtIONet *net = &VIRTIO_NET_SRIOV_MEMBER(member)->vdev;
    const char *id = DEVICE(owner)->id;
    g_autofree char *name = g_strdup_printf("%s.vf%u", id ? id : "sriov", vf);
    MACAddr mac;

    if (!net_member_set_netdev(no, net, vf, errp)) {
        return false;
    }
    if (memcmp(&no->vf_mac, &none, sizeof(none))) {
        net_member_mac(no, vf, &mac);
        qdev_prop_set_macaddr(DEVICE(net), "mac", mac.a);
    }
    if (!net_realize(VIRTIO_PCI(member), net, name, 0, 0, errp)) {
        return false;
    }
    if (!qemu_get_queue(net->nic)->peer) {
        net_link_down(net);
    }
    return true;
}

static void net_owner_instance_init(Object *obj)
{
    VirtIONetSriovOwner *no = VIRTIO_NET_SRIOV_OWNER(obj);

    virtio_instance_init_common(obj, &no->vdev, sizeof(no->vdev),
                                TYPE_VIRTIO_NET_SRIOV_DEVICE);
}

static void net_owner_instance_finalize(Object *obj)
{
    g_strfreev(VIRTIO_NET_SRIOV_OWNER(obj)->vf_netdev);
}

static const Property net_owner_properties[] = {
    DEFINE_PROP_STRING("vf-netdevs", VirtIONetSriovOwner, vf_netdevs),
    DEFINE_PROP_MACADDR("vf-mac", VirtIONetSriovOwner, vf_mac),
};

static void net_owner_class_init(ObjectClass *klass, void *data)
{
    VirtIOSriovOwnerClass *oc = VIRTIO_SRIOV_OWNER_CLASS(klass);
    PCIDeviceClass *k = PCI_DEVICE_CLASS(klass);
    DeviceClass *dc = DEVICE_CLASS(klass);

    k->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->desc = "SR-IOV virtio-net PF with an administration queue";
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
    device_class_set_props(dc, net_owner_properties);
    oc->member_type = TYPE_VIRTIO_NET_SRIOV_MEMBER;
    oc->prepare = net_owner_prepare;
    oc->realize_device = net_owner_realize_device;
}

static void net_member_instance_init(Object *obj)
{
    VirtIONetSriovMember *nm = VIRTIO_NET_SRIOV_MEMBER(obj);

    virtio_instance_init_common(obj, &nm->vdev, sizeof(nm->vdev),
                                TYPE_VIRTIO_NET_SRIOV_DEVICE);
}

static void net_member_class_init(ObjectClass *klass, void *data)
{
    VirtIOSriovMemberClass *mc = VIRTIO_SRIOV_MEMBER_CLASS(klass);
    PCIDeviceClass *k = PCI_DEVICE_CLASS(klass);
    DeviceClass *dc = DEVICE_CLASS(klass);

    k->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->desc = "SR-IOV virtio-net VF";
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
    mc->config_table = (LegacyTable) {
        .fields = net_config_fields,
        .n = ARRAY_SIZE(net_config_fields),
    };
    mc->realize_device = net_member_realize_device;
}

static void net_device_class_init(ObjectClass *klass, void *data)
{
    virtio_sriov_device_class_init(klass);
}

static const TypeInfo net_types[] = {
    {
        .name = TYPE_VIRTIO_NET_SRIOV_DEVICE,
        .parent = TYPE_VIRTIO_NET,
        .class_init = net_device_class_init,
    }, {
        .name = TYPE_VIRTIO_NET_SRIOV_OWNER,
        .parent = TYPE_VIRTIO_SRIOV_OWNER,
        .instance_size = sizeof(VirtIONetSriovOwner),
        .instance_init = net_owner_instance_init,
        .instance_finalize = net_owner_instance_finalize,
        .class_init = net_owner_class_init,
    }, {
        .name = TYPE_VIRTIO_NET_SRIOV_MEMBER,
        .parent = TYPE_VIRTIO_SRIOV_MEMBER,
        .instance_size = sizeof(VirtIONetSriovMember),
        .instance_init = net_member_instance_init,
        .class_init = net_member_class_init,
    }
};

DEFINE_TYPES(net_types)
