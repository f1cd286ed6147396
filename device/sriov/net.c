/*
 * Network: each VF has a netdev and an address of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/pci_ids.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-net.h"
#include "net/net.h"
#include "net-parts.h"
#include "type.h"

typedef struct NetOwner {
    VirtIOSriovOwner parent_obj;
    char *vf_netdevs;
    char **vf_netdev;               /* vf_netdevs, split */
    MACAddr vf_mac;
    bool vf_header12;               /* whatever is negotiated */
} NetOwner;

static const LegacyField net_fields[] = {
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

static unsigned net_queues(VirtIODevice *vdev)
{
    return 2 * MAX(VIRTIO_NET(vdev)->nic_conf.peers.queues, 1) + 1;
}

static bool net_prepare(VirtIOSriovOwner *owner, Error **errp)
{
    NetOwner *no = (NetOwner *)owner;
    unsigned vf;

    no->vf_netdev = virtio_sriov_list_split(no->vf_netdevs, "vf-netdevs",
                                            owner->vfs, errp);
    if (!no->vf_netdev) {
        return false;
    }
    for (vf = 1; vf <= owner->vfs; vf++) {
        const char *id = virtio_sriov_list_item(no->vf_netdev, vf);

        if (id && !qemu_find_netdev(id)) {
            error_setg(errp, "vf-netdevs: no netdev '%s'", id);
            return false;
        }
    }
    return true;
}

/* VF n (from 1) has the address base + n. */
static void vf_mac(NetOwner *no, unsigned vf, MACAddr *mac)
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

static bool net_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                          unsigned vf, Error **errp)
{
    static const MACAddr none;
    NetOwner *no = (NetOwner *)owner;
    const char *id = DEVICE(owner)->id;
    g_autofree char *vf_name = g_strdup_printf("%s.vf%u", id ? id : "sriov",
                                               vf);
    const char *netdev = vf ? virtio_sriov_list_item(no->vf_netdev, vf) : NULL;

    if (netdev &&
        !object_property_set_str(OBJECT(vdev), "netdev", netdev, errp)) {
        return false;
    }
    if (vf && memcmp(&no->vf_mac, &none, sizeof(none))) {
        MACAddr mac;

        vf_mac(no, vf, &mac);
        qdev_prop_set_macaddr(DEVICE(vdev), "mac", mac.a);
    }
    virtio_net_set_netclient_name(VIRTIO_NET(vdev), vf ? vf_name : id,
                                  object_get_typename(OBJECT(owner)));
    return true;
}

/* Without a netdev there is no link. */
static bool net_complete(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                         unsigned vf, Error **errp)
{
    NetClientState *nc = qemu_get_queue(VIRTIO_NET(vdev)->nic);

    if (vf && !nc->peer) {
        nc->link_down = true;
        nc->info->link_status_changed(nc);
    }
    return true;
}

static bool has_header12(VirtIODevice *vdev)
{
    Object *proxy = OBJECT(qdev_get_parent_bus(DEVICE(vdev))->parent);

    return object_dynamic_cast(proxy, TYPE_VIRTIO_SRIOV_MEMBER) &&
           ((NetOwner *)virtio_sriov_member_owner(VIRTIO_SRIOV_MEMBER(proxy)))
               ->vf_header12;
}

static void net_set_features(VirtIODevice *vdev, uint64_t features)
{
    if (has_header12(vdev)) {
        features |= BIT_ULL(VIRTIO_F_VERSION_1);
    }
    virtio_sriov_ordinary_class(vdev)->set_features(vdev, features);
}

static void net_set_config(VirtIODevice *vdev, const uint8_t *config)
{
    /* An ordinary device takes a MAC, of a driver without VERSION_1. */
    if (!has_header12(vdev)) {
        virtio_sriov_ordinary_class(vdev)->set_config(vdev, config);
    }
}

static void net_device_class_init(VirtioDeviceClass *vdc)
{
    vdc->set_features = net_set_features;
    vdc->set_config = net_set_config;
}

static void net_finalize(VirtIOSriovOwner *owner)
{
    g_strfreev(((NetOwner *)owner)->vf_netdev);
}

static const Property net_properties[] = {
    DEFINE_PROP_STRING("vf-netdevs", NetOwner, vf_netdevs),
    DEFINE_PROP_MACADDR("vf-mac", NetOwner, vf_mac),
    DEFINE_PROP_BOOL("vf-header12", NetOwner, vf_header12, false),
};

static const VirtIOSriovType net_type = {
    .name = "net",
    .device = TYPE_VIRTIO_NET,
    .device_size = sizeof(VirtIONet),
    .device_parts = true,
    .owner_size = sizeof(NetOwner),
    .class_id = PCI_CLASS_NETWORK_ETHERNET,
    .category = DEVICE_CATEGORY_NETWORK,
    .config_table = VIRTIO_SRIOV_CONFIG_TABLE(net_fields),
    VIRTIO_SRIOV_PROPERTIES(net_properties),
    .finalize = net_finalize,
    .device_class_init = net_device_class_init,
    .prepare = net_prepare,
    .configure = net_configure,
    .queues = net_queues,
    .complete = net_complete,
    .parts_max = net_parts_max,
    .parts_get = net_parts_get,
    .parts_check = net_parts_check,
    .parts_set = net_parts_set,
    .flush = net_flush,
    .discard = net_discard,
    .moved = net_moved,
};

static void net_register(void)
{
    virtio_sriov_type_register(&net_type);
}

type_init(net_register)
