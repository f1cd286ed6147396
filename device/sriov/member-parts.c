/*
 * The device parts of a member: read out of the virtio device inside it,
 * checked, and put into it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "hw/pci/msix.h"
#include "hw/virtio/virtio-pci.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "type.h"

static const VirtIOSriovType *type_of(VirtIOSriovMember *member)
{
    return VIRTIO_SRIOV_MEMBER_GET_CLASS(member)->type;
}

static unsigned max_queues(VirtIOSriovMember *member)
{
    return type_of(member)->queues(virtio_sriov_vdev(VIRTIO_PCI(member)));
}

static uint64_t device_features(VirtIOSriovMember *member)
{
    return virtio_sriov_vdev(VIRTIO_PCI(member))->host_features ^
           virtio_sriov_member_owner(member)->faults.parts_features;
}

/*
 * The fields of the common configuration that are parts: those which a driver
 * writes and no other part has, and one that is always the same.
 */
typedef struct CommonField {
    uint8_t offset;
    uint8_t size;
} CommonField;

static const CommonField common_fields[] = {
    { VIRTIO_PCI_COMMON_DFSELECT, 4 },
    { VIRTIO_PCI_COMMON_GFSELECT, 4 },
    { VIRTIO_PCI_COMMON_MSIX, 2 },
    { VIRTIO_PCI_COMMON_NUMQ, 2 },
    { VIRTIO_PCI_COMMON_Q_SELECT, 2 },
};

static uint32_t get_common(VirtIOSriovMember *member, unsigned offset)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);

    switch (offset) {
    case VIRTIO_PCI_COMMON_DFSELECT:
        return proxy->dfselect;
    case VIRTIO_PCI_COMMON_GFSELECT:
        return proxy->gfselect;
    case VIRTIO_PCI_COMMON_MSIX:
        return vdev->config_vector;
    case VIRTIO_PCI_COMMON_NUMQ:
        return virtio_get_num_queues(vdev);
    case VIRTIO_PCI_COMMON_Q_SELECT:
        return virtio_vdev_has_feature(vdev, VIRTIO_F_VERSION_1) ?
               vdev->queue_sel : member->legacy_queue_sel;
    default:
        g_assert_not_reached();
    }
}

static uint16_t use_vector(VirtIOPCIProxy *proxy, uint16_t vector)
{
    if (vector != VIRTIO_NO_VECTOR) {
        msix_vector_use(&proxy->pci_dev, vector);
    }
    return vector;
}

static void set_common(VirtIOSriovMember *member, unsigned offset,
                       uint32_t value)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);

    switch (offset) {
    case VIRTIO_PCI_COMMON_DFSELECT:
        proxy->dfselect = value;
        break;
    case VIRTIO_PCI_COMMON_GFSELECT:
        proxy->gfselect = value;
        break;
    case VIRTIO_PCI_COMMON_MSIX:
        vdev->config_vector = use_vector(proxy, value);
        break;
    case VIRTIO_PCI_COMMON_Q_SELECT:
        member->legacy_queue_sel = value;
        if (value < VIRTIO_QUEUE_MAX) {
            vdev->queue_sel = value;
        }
        break;
    default:
        break;                          /* was only to be verified */
    }
}

typedef struct Queue {
    uint16_t size;
    uint16_t vector;
    uint16_t enabled;
    uint16_t reserved;
    uint64_t desc;
    uint64_t driver;
    uint64_t device;
} Queue;

static uint64_t halves(const uint32_t half[2])
{
    return half[0] | (uint64_t)half[1] << 32;
}

static void get_queue(VirtIOSriovMember *member, unsigned n, Queue *q)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);
    const VirtIOPCIQueue *modern = &proxy->vqs[n];

    *q = (Queue) {
        .size = virtio_queue_get_num(vdev, n),
        .vector = virtio_queue_vector(vdev, n),
        .desc = virtio_queue_get_desc_addr(vdev, n),
        .driver = virtio_queue_get_avail_addr(vdev, n),
        .device = virtio_queue_get_used_addr(vdev, n),
    };
    if (!virtio_vdev_has_feature(vdev, VIRTIO_F_VERSION_1)) {
        q->enabled = q->desc != 0;
        if (!q->enabled) {
            q->driver = q->device = 0;
        }
        return;
    }
    q->enabled = modern->enabled;
    if (!q->enabled) {
        q->desc = halves(modern->desc);
        q->driver = halves(modern->avail);
        q->device = halves(modern->used);
    }
}

static void encode_queue(const Queue *q, uint8_t value[PART_VQ_CFG_SIZE])
{
    stw_le_p(value, q->size);
    stw_le_p(value + 2, q->vector);
    stw_le_p(value + 4, q->enabled);
    stw_le_p(value + 6, q->reserved);
    stq_le_p(value + 8, q->desc);
    stq_le_p(value + 16, q->driver);
    stq_le_p(value + 24, q->device);
}

static void decode_queue(const Part *part, Queue *q)
{
    *q = (Queue) {
        .size = lduw_le_p(part->value),
        .vector = lduw_le_p(part->value + 2),
        .enabled = lduw_le_p(part->value + 4),
        .reserved = lduw_le_p(part->value + 6),
        .desc = ldq_le_p(part->value + 8),
        .driver = ldq_le_p(part->value + 16),
        .device = ldq_le_p(part->value + 24),
    };
}

static void add_u64(PartList *list, uint16_t type, uint8_t flags, uint64_t n)
{
    uint8_t value[8];

    stq_le_p(value, n);
    part_list_add(list, type, flags, 0, value, sizeof(value));
}

static void add_common(VirtIOSriovMember *member, PartList *list)
{
    uint8_t value[4];
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(common_fields); i++) {
        const CommonField *f = &common_fields[i];

        stl_le_p(value, get_common(member, f->offset));
        part_list_add(list, PART_PCI_COMMON_CFG, 0, f->offset, value, f->size);
    }
}

static void add_queues(VirtIOSriovMember *member, PartList *list)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    unsigned queues = virtio_get_num_queues(vdev);
    unsigned n;

    for (n = 0; n < queues; n++) {
        uint8_t value[PART_VQ_CFG_SIZE];
        Queue q;

        get_queue(member, n, &q);
        encode_queue(&q, value);
        part_list_add(list, PART_VQ_CFG, 0, n, value, sizeof(value));
    }
    for (n = 0; n < queues; n++) {
        uint8_t value[PART_VQ_NOTIFY_SIZE] = { 0 };

        stw_le_p(value, n);
        part_list_add(list, PART_VQ_NOTIFY_CFG, 0, n, value, sizeof(value));
    }
}

static PartList *live_parts(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    PartList *list = part_list_new();

    virtio_sriov_member_size_queues(member);
    add_u64(list, PART_DEV_FEATURES, PART_F_OPTIONAL, device_features(member));
    add_u64(list, PART_DRV_FEATURES, 0, vdev->guest_features);
    if (virtio_sriov_member_owner(member)->parts_common) {
        add_common(member, list);
    }
    part_list_add(list, PART_DEVICE_STATUS, 0, 0, &vdev->status, 1);
    add_queues(member, list);
    if (type_of(member)->parts_get) {
        type_of(member)->parts_get(vdev, list);
    }
    return list;
}

PartList *virtio_sriov_member_parts(VirtIOSriovMember *member)
{
    PartList *list = live_parts(member);
    unsigned i;

    if (!member->staged) {
        return list;
    }
    /* What the control queue has set goes with the features. */
    for (i = 0; i < member->staged->len; i++) {
        if (part_at(member->staged, i)->type == PART_DRV_FEATURES) {
            part_list_drop(list, PART_NET_CVQ_CFG, UINT16_MAX);
        }
    }
    for (i = 0; i < member->staged->len; i++) {
        part_list_put(list, part_at(member->staged, i));
    }
    return list;
}

size_t virtio_sriov_member_parts_max(VirtIOSriovMember *member)
{
    const VirtIOSriovType *type = type_of(member);
    unsigned queues = max_queues(member);
    size_t size = 2 * (PART_HDR_SIZE + 8) + PART_HDR_SIZE + 1;
    unsigned i;

    if (virtio_sriov_member_owner(member)->parts_common) {
        for (i = 0; i < ARRAY_SIZE(common_fields); i++) {
            size += PART_HDR_SIZE + common_fields[i].size;
        }
    }
    size += queues * (2 * PART_HDR_SIZE + PART_VQ_CFG_SIZE +
                      PART_VQ_NOTIFY_SIZE);
    return size + (type->parts_max ? type->parts_max() : 0);
}

/* The checks of one part; @features are those that the driver will have. */

static bool vector_ok(VirtIOPCIProxy *proxy, uint16_t vector)
{
    return vector == VIRTIO_NO_VECTOR || vector < proxy->nvectors;
}

static bool common_ok(VirtIOSriovMember *member, const Part *part)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    uint8_t value[4] = { 0 };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(common_fields); i++) {
        if (common_fields[i].offset == part_selector(part)) {
            break;
        }
    }
    if (i == ARRAY_SIZE(common_fields) ||
        part->length != common_fields[i].size) {
        return false;
    }
    memcpy(value, part->value, part->length);
    switch (common_fields[i].offset) {
    case VIRTIO_PCI_COMMON_MSIX:
        return vector_ok(proxy, ldl_le_p(value));
    case VIRTIO_PCI_COMMON_NUMQ:
        return ldl_le_p(value) == get_common(member, VIRTIO_PCI_COMMON_NUMQ);
    default:
        return true;
    }
}

/* A legacy driver sets one address, and has the size that it finds. */
static bool legacy_queue_ok(VirtIOSriovMember *member, unsigned n,
                            const Queue *q)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    uint64_t avail = q->desc + q->size * 16;
    uint64_t used = QEMU_ALIGN_UP(avail + 6 + q->size * 2,
                                  VIRTIO_PCI_VRING_ALIGN);

    if (q->size != MIN(virtio_queue_get_max_num(vdev, n),
                       virtio_sriov_member_owner(member)->vf_queue_size)) {
        return false;
    }
    return q->enabled ? q->desc && !(q->desc % VIRTIO_PCI_VRING_ALIGN) &&
                        q->driver == avail && q->device == used :
                        !q->desc && !q->driver && !q->device;
}

static bool queue_ok(VirtIOSriovMember *member, const Part *part,
                     uint64_t features)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    Queue q;

    if (part->length != PART_VQ_CFG_SIZE ||
        part_selector(part) >= max_queues(member)) {
        return false;
    }
    decode_queue(part, &q);
    if (q.reserved || q.enabled > 1 ||
        !vector_ok(VIRTIO_PCI(member), q.vector)) {
        return false;
    }
    if (!(features & BIT_ULL(VIRTIO_F_VERSION_1))) {
        return legacy_queue_ok(member, part_selector(part), &q);
    }
    return is_power_of_2(q.size) &&
           q.size <= virtio_queue_get_max_num(vdev, part_selector(part)) &&
           (!q.enabled || (q.desc && q.driver && q.device));
}

static bool notify_ok(VirtIOSriovMember *member, const Part *part)
{
    return part->length == PART_VQ_NOTIFY_SIZE &&
           part_selector(part) < max_queues(member) &&
           ldq_le_p(part->value) == part_selector(part);
}

static bool is_extra(VirtIOSriovMember *member, const Part *part)
{
    PartList *extra = virtio_sriov_member_owner(member)->faults.extra;
    const Part *known = extra ? part_list_find(extra, part) : NULL;

    return known && known->length == part->length;
}

static bool is_own(VirtIOSriovMember *member, const Part *part,
                   uint64_t features)
{
    const VirtIOSriovType *type = type_of(member);

    return type->parts_check &&
           type->parts_check(virtio_sriov_vdev(VIRTIO_PCI(member)), part,
                             features);
}

static bool part_ok(VirtIOSriovMember *member, const Part *part,
                    uint64_t features)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));

    switch (part->type) {
    case PART_DEV_FEATURES:
        return part->length == 8 && !part_selector(part) &&
               ldq_le_p(part->value) == device_features(member);
    case PART_DRV_FEATURES:
        return part->length == 8 && !part_selector(part) &&
               !(ldq_le_p(part->value) & ~vdev->host_features);
    case PART_PCI_COMMON_CFG:
        return common_ok(member, part);
    case PART_DEVICE_STATUS:
        return part->length == 1 && !part_selector(part);
    case PART_VQ_CFG:
        return queue_ok(member, part, features);
    case PART_VQ_NOTIFY_CFG:
        return notify_ok(member, part);
    default:
        return is_own(member, part, features) || is_extra(member, part) ||
               part->flags & PART_F_OPTIONAL;
    }
}

const Part *virtio_sriov_member_parts_check(VirtIOSriovMember *member,
                                            const PartList *list)
{
    const Part features = { .type = PART_DRV_FEATURES };
    g_autoptr(PartList) now = virtio_sriov_member_parts(member);
    const Part *driver = part_list_find(list, &features);
    uint64_t value;
    unsigned i;

    if (!driver || driver->length != 8) {
        driver = part_list_find(now, &features);
    }
    value = ldq_le_p(driver->value);
    for (i = 0; i < list->len; i++) {
        if (!part_ok(member, part_at(list, i), value)) {
            return part_at(list, i);
        }
    }
    return NULL;
}

void virtio_sriov_member_parts_stage(VirtIOSriovMember *member,
                                     const PartList *list, unsigned n)
{
    unsigned i;

    member->staged = member->staged ?: part_list_new();
    /* What there was to do was of a driver that is no more. */
    bitmap_zero(member->kicked, VIRTIO_QUEUE_MAX);
    for (i = 0; i < MIN(n, list->len); i++) {
        const Part *part = part_at(list, i);

        /* The rest was to be verified or to be ignored. */
        switch (part->type) {
        case PART_DRV_FEATURES:
        case PART_PCI_COMMON_CFG:
        case PART_DEVICE_STATUS:
        case PART_VQ_CFG:
            part_list_put(member->staged, part);
            break;
        default:
            if (is_own(member, part, UINT64_MAX)) {
                part_list_put(member->staged, part);
            }
            break;
        }
    }
}

static void apply_features(VirtIOSriovMember *member, uint64_t features)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);

    if (features & BIT_ULL(VIRTIO_F_VERSION_1)) {
        proxy->guest_features[0] = features;
        proxy->guest_features[1] = features >> 32;
    }
    virtio_set_features(virtio_sriov_vdev(proxy), features);
    virtio_sriov_member_size_queues(member);
}

/*
 * Where it stood is nowhere but in the ring: a device that stops has used all
 * that it had taken.
 */
static void apply_queue(VirtIOSriovMember *member, const Part *part)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);
    unsigned n = part_selector(part);
    VirtIOPCIQueue *modern = &proxy->vqs[n];
    Queue q;

    decode_queue(part, &q);
    virtio_queue_set_num(vdev, n, q.size);
    virtio_queue_set_vector(vdev, n, use_vector(proxy, q.vector));
    if (virtio_vdev_has_feature(vdev, VIRTIO_F_VERSION_1)) {
        modern->num = q.size;
        modern->enabled = q.enabled;
        modern->desc[0] = q.desc;
        modern->desc[1] = q.desc >> 32;
        modern->avail[0] = q.driver;
        modern->avail[1] = q.driver >> 32;
        modern->used[0] = q.device;
        modern->used[1] = q.device >> 32;
    }
    if (q.enabled) {
        virtio_queue_set_rings(vdev, n, q.desc, q.driver, q.device);
        virtio_queue_restore_last_avail_idx(vdev, n);
        virtio_queue_update_used_idx(vdev, n);
    }
}

static void apply_status(VirtIOSriovMember *member, uint8_t status)
{
    ModernDriver *driver = &member->modern.driver;

    virtio_set_status(virtio_sriov_vdev(VIRTIO_PCI(member)), status);
    driver->status = status;
    driver->read_back = true;
    driver->resets = false;
}

void virtio_sriov_member_parts_apply(VirtIOSriovMember *member)
{
    g_autoptr(PartList) list = virtio_sriov_member_parts(member);
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);
    uint8_t status = 0;
    unsigned i;

    g_clear_pointer(&member->staged, part_list_free);
    virtio_bus_reset(&proxy->bus);
    msix_unuse_all_vectors(&proxy->pci_dev);
    memset(proxy->vqs, 0, sizeof(proxy->vqs));
    memset(proxy->guest_features, 0, sizeof(proxy->guest_features));

    for (i = 0; i < list->len; i++) {
        const Part *part = part_at(list, i);
        uint8_t value[4] = { 0 };

        switch (part->type) {
        case PART_DRV_FEATURES:
            apply_features(member, ldq_le_p(part->value));
            break;
        case PART_PCI_COMMON_CFG:
            memcpy(value, part->value, part->length);
            set_common(member, part_selector(part), ldl_le_p(value));
            break;
        case PART_DEVICE_STATUS:
            status = part->value[0];
            break;
        case PART_VQ_CFG:
            apply_queue(member, part);
            break;
        default:
            if (is_own(member, part, vdev->guest_features)) {
                type_of(member)->parts_set(vdev, part);
            }
            break;
        }
    }
    /* Last, as it starts what all the rest is for. */
    apply_status(member, status);
}
