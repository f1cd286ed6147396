/*
 * Network: the device parts of its own, and what stopping it takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part is what a command of the control queue has set, so that is how it is
 * put into another device.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/virtio/virtio-net.h"
#include "net/net.h"
#include "net-parts.h"

#define MAX_VLANS       4096
#define MAX_MACS        64
#define MAC_SIZE        6

static uint64_t selector(uint8_t class, uint8_t command)
{
    return class | (uint64_t)command << 8;
}

static void add(PartList *list, uint8_t class, uint8_t command,
                const void *value, size_t length)
{
    part_list_add(list, PART_NET_CVQ_CFG, 0, selector(class, command), value,
                  length);
}

/* A table that was too long stands for any: the device has not kept it. */
static void append_table(GByteArray *bytes, const uint8_t *macs, unsigned n,
                         bool overflow)
{
    static const uint8_t too_long[(MAX_MACS + 1) * MAC_SIZE];
    uint8_t entries[4];

    if (overflow) {
        macs = too_long;
        n = MAX_MACS + 1;
    }
    stl_le_p(entries, n);
    g_byte_array_append(bytes, entries, sizeof(entries));
    g_byte_array_append(bytes, macs, n * MAC_SIZE);
}

static void add_mac_table(VirtIONet *n, PartList *list)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    unsigned first = n->mac_table.first_multi;

    append_table(bytes, n->mac_table.macs, first, n->mac_table.uni_overflow);
    append_table(bytes, n->mac_table.macs + first * MAC_SIZE,
                 n->mac_table.in_use - first, n->mac_table.multi_overflow);
    add(list, VIRTIO_NET_CTRL_MAC, VIRTIO_NET_CTRL_MAC_TABLE_SET, bytes->data,
        bytes->len);
}

static void add_vlans(VirtIONet *n, PartList *list)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    unsigned vlan;

    for (vlan = 0; vlan < MAX_VLANS; vlan++) {
        uint8_t value[2];

        if (n->vlans[vlan / 32] & 1u << vlan % 32) {
            stw_le_p(value, vlan);
            g_byte_array_append(bytes, value, sizeof(value));
        }
    }
    add(list, VIRTIO_NET_CTRL_VLAN, VIRTIO_NET_CTRL_VLAN_ADD, bytes->data,
        bytes->len);
}

static bool has(uint64_t features, unsigned feature)
{
    return virtio_has_feature(features, VIRTIO_NET_F_CTRL_VQ) &&
           virtio_has_feature(features, feature);
}

void net_parts_get(VirtIODevice *vdev, PartList *list)
{
    VirtIONet *n = VIRTIO_NET(vdev);
    uint64_t features = vdev->guest_features;
    uint8_t pairs[2];

    if (has(features, VIRTIO_NET_F_CTRL_RX)) {
        add(list, VIRTIO_NET_CTRL_RX, VIRTIO_NET_CTRL_RX_PROMISC, &n->promisc,
            1);
        add(list, VIRTIO_NET_CTRL_RX, VIRTIO_NET_CTRL_RX_ALLMULTI,
            &n->allmulti, 1);
    }
    if (has(features, VIRTIO_NET_F_CTRL_RX_EXTRA)) {
        add(list, VIRTIO_NET_CTRL_RX, VIRTIO_NET_CTRL_RX_ALLUNI, &n->alluni,
            1);
        add(list, VIRTIO_NET_CTRL_RX, VIRTIO_NET_CTRL_RX_NOMULTI, &n->nomulti,
            1);
        add(list, VIRTIO_NET_CTRL_RX, VIRTIO_NET_CTRL_RX_NOUNI, &n->nouni, 1);
        add(list, VIRTIO_NET_CTRL_RX, VIRTIO_NET_CTRL_RX_NOBCAST, &n->nobcast,
            1);
    }
    if (has(features, VIRTIO_NET_F_CTRL_RX)) {
        add_mac_table(n, list);
    }
    if (has(features, VIRTIO_NET_F_CTRL_MAC_ADDR)) {
        add(list, VIRTIO_NET_CTRL_MAC, VIRTIO_NET_CTRL_MAC_ADDR_SET, n->mac,
            MAC_SIZE);
    }
    if (has(features, VIRTIO_NET_F_CTRL_VLAN)) {
        add_vlans(n, list);
    }
    if (has(features, VIRTIO_NET_F_MQ)) {
        stw_le_p(pairs, n->curr_queue_pairs);
        add(list, VIRTIO_NET_CTRL_MQ, VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET, pairs,
            sizeof(pairs));
    }
}

size_t net_parts_max(void)
{
    return 10 * PART_HDR_SIZE + 6 + 2 * (4 + (MAX_MACS + 1) * MAC_SIZE) +
           MAC_SIZE + 2 * MAX_VLANS + 2;
}

static bool mac_table_ok(const Part *part)
{
    uint64_t at = 0;
    unsigned i;

    for (i = 0; i < 2; i++) {
        if (at + 4 > part->length) {
            return false;
        }
        at += 4 + (uint64_t)(uint32_t)ldl_le_p(part->value + at) * MAC_SIZE;
    }
    return at == part->length;
}

static bool vlans_ok(const Part *part)
{
    unsigned i;

    if (part->length % 2 || part->length > 2 * MAX_VLANS) {
        return false;
    }
    for (i = 0; i < part->length; i += 2) {
        if (lduw_le_p(part->value + i) >= MAX_VLANS) {
            return false;
        }
    }
    return true;
}

static bool rx_part_ok(const Part *part, uint8_t command, uint64_t features)
{
    return part->length == 1 && command <= VIRTIO_NET_CTRL_RX_NOBCAST &&
           has(features, command <= VIRTIO_NET_CTRL_RX_ALLMULTI ?
                         VIRTIO_NET_F_CTRL_RX : VIRTIO_NET_F_CTRL_RX_EXTRA);
}

static bool mac_part_ok(const Part *part, uint8_t command, uint64_t features)
{
    switch (command) {
    case VIRTIO_NET_CTRL_MAC_TABLE_SET:
        return has(features, VIRTIO_NET_F_CTRL_RX) && mac_table_ok(part);
    case VIRTIO_NET_CTRL_MAC_ADDR_SET:
        return has(features, VIRTIO_NET_F_CTRL_MAC_ADDR) &&
               part->length == MAC_SIZE;
    default:
        return false;
    }
}

bool net_parts_check(VirtIODevice *vdev, const Part *part, uint64_t features)
{
    VirtIONet *n = VIRTIO_NET(vdev);
    uint8_t class = part->selector[0];
    uint8_t command = part->selector[1];

    if (part->type != PART_NET_CVQ_CFG || part_selector(part) >> 16) {
        return false;
    }
    switch (class) {
    case VIRTIO_NET_CTRL_RX:
        return rx_part_ok(part, command, features);
    case VIRTIO_NET_CTRL_MAC:
        return mac_part_ok(part, command, features);
    case VIRTIO_NET_CTRL_VLAN:
        return command == VIRTIO_NET_CTRL_VLAN_ADD && vlans_ok(part) &&
               has(features, VIRTIO_NET_F_CTRL_VLAN);
    case VIRTIO_NET_CTRL_MQ:
        return command == VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET &&
               has(features, VIRTIO_NET_F_MQ) && part->length == 2 &&
               lduw_le_p(part->value) &&
               lduw_le_p(part->value) <= n->max_queue_pairs;
    default:
        return false;
    }
}

static void control(VirtIODevice *vdev, const Part *part, uint8_t *value,
                    size_t length)
{
    uint8_t hdr[] = { part->selector[0], part->selector[1] };
    uint8_t ack;
    struct iovec out[] = { { hdr, sizeof(hdr) }, { value, length } };
    struct iovec in = { &ack, sizeof(ack) };

    virtio_net_handle_ctrl_iov(vdev, &in, 1, out, ARRAY_SIZE(out));
}

void net_parts_set(VirtIODevice *vdev, const Part *part)
{
    unsigned i;

    if (part->selector[0] != VIRTIO_NET_CTRL_VLAN) {
        control(vdev, part, part->value, part->length);
        return;
    }
    /* The part is the whole table. */
    for (i = 0; i < part->length; i += 2) {
        control(vdev, part, part->value + i, 2);
    }
}

/* A frame that its peer does not take is lost, and its buffer used. */
void net_flush(VirtIODevice *vdev)
{
    VirtIONet *n = VIRTIO_NET(vdev);
    bool disabled = vdev->disabled;
    unsigned i;

    for (i = 0; i < n->max_queue_pairs; i++) {
        NetClientState *nc = qemu_get_subqueue(n->nic, i);
        VirtIONetQueue *q = &n->vqs[i];

        if (!q->async_tx.elem || !nc->peer) {
            continue;
        }
        /* Its place is not for the next frame. */
        vdev->disabled = true;
        qemu_flush_or_purge_queued_packets(nc->peer, true);
        vdev->disabled = disabled;
        virtio_queue_invalidate_signalled_used(vdev,
            virtio_get_queue_index(q->tx_vq));
        virtio_notify(vdev, q->tx_vq);
    }
}

void net_discard(VirtIODevice *vdev)
{
    VirtIONet *n = VIRTIO_NET(vdev);
    unsigned i;

    for (i = 0; i < n->max_queue_pairs; i++) {
        NetClientState *nc = qemu_get_subqueue(n->nic, i);

        if (nc->peer) {
            qemu_purge_queued_packets(nc->peer);
        }
    }
}

/* Where its frames come from now is for the driver to tell. */
void net_moved(VirtIODevice *vdev)
{
    VirtIONet *n = VIRTIO_NET(vdev);

    if (has(vdev->guest_features, VIRTIO_NET_F_GUEST_ANNOUNCE) &&
        vdev->status & VIRTIO_CONFIG_S_DRIVER_OK &&
        n->status & VIRTIO_NET_S_LINK_UP) {
        n->status |= VIRTIO_NET_S_ANNOUNCE;
        virtio_notify_config(vdev);
    }
}
