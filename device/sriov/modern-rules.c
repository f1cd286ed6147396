/*
 * Rules for the driver of a member's modern registers (virtio 1.4, "General
 * Initialization And Device Operation" and "Virtio Over PCI Bus").
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_ids.h"
#include "standard-headers/linux/virtio_pci.h"
#include "type.h"

/* struct virtio_console_config's emerg_wr: for before anything else. */
#define CONSOLE_EMERG_WR 8

static const LegacyField common_fields[] = {
    { VIRTIO_PCI_COMMON_DFSELECT, 4 },
    { VIRTIO_PCI_COMMON_DF, 4 },
    { VIRTIO_PCI_COMMON_GFSELECT, 4 },
    { VIRTIO_PCI_COMMON_GF, 4 },
    { VIRTIO_PCI_COMMON_MSIX, 2 },
    { VIRTIO_PCI_COMMON_NUMQ, 2 },
    { VIRTIO_PCI_COMMON_STATUS, 1 },
    { VIRTIO_PCI_COMMON_CFGGENERATION, 1 },
    { VIRTIO_PCI_COMMON_Q_SELECT, 2 },
    { VIRTIO_PCI_COMMON_Q_SIZE, 2 },
    { VIRTIO_PCI_COMMON_Q_MSIX, 2 },
    { VIRTIO_PCI_COMMON_Q_ENABLE, 2 },
    { VIRTIO_PCI_COMMON_Q_NOFF, 2 },
    /* 64 bits, by halves */
    { VIRTIO_PCI_COMMON_Q_DESCLO, 4 },
    { VIRTIO_PCI_COMMON_Q_DESCHI, 4 },
    { VIRTIO_PCI_COMMON_Q_AVAILLO, 4 },
    { VIRTIO_PCI_COMMON_Q_AVAILHI, 4 },
    { VIRTIO_PCI_COMMON_Q_USEDLO, 4 },
    { VIRTIO_PCI_COMMON_Q_USEDHI, 4 },
    { VIRTIO_PCI_COMMON_Q_NDATA, 2 },
    { VIRTIO_PCI_COMMON_Q_RESET, 2 },
    { VIRTIO_PCI_COMMON_ADM_Q_IDX, 2 },
    { VIRTIO_PCI_COMMON_ADM_Q_NUM, 2 },
};

static const LegacyTable common_table = {
    .fields = common_fields,
    .n = ARRAY_SIZE(common_fields),
};

#define broken(member, kind, fmt, ...) \
    counters_violation(&virtio_sriov_member_owner(member)->counters, kind, \
                       "VF %u: " fmt, virtio_sriov_member_number(member), \
                       ## __VA_ARGS__)

const LegacyField *modern_register(hwaddr addr, unsigned size)
{
    return legacy_field_find(common_table, addr, size);
}

/* @field is what is to be accessed, as far as there is one. */
static bool is_whole(VirtIOSriovMember *member, const LegacyField *field,
                     const char *of, hwaddr addr, unsigned size)
{
    if (field && field->offset == addr && field->size == size) {
        return true;
    }
    broken(member, VIOLATION_MODERN_ACCESS,
           "%u bytes at 0x%" HWADDR_PRIx " of the %s configuration", size,
           addr, of);
    return false;
}

/* A field of 64 bits goes by halves, any other array by its bytes. */
static void check_config_access(VirtIOSriovMember *member, hwaddr addr,
                                unsigned size)
{
    LegacyTable table = virtio_sriov_legacy_table(member, false);
    const LegacyField *field = legacy_field_find(table, addr, 1);
    LegacyField part;

    /* The table ends where the fields for legacy drivers do. */
    if (!field) {
        return;
    }
    part.size = field->size == 8 ? 4 : field->size > 4 ? 1 : field->size;
    part.offset = addr - (addr - field->offset) % part.size;
    is_whole(member, &part, "device", addr, size);
}

void modern_rules_read(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                       uint64_t value)
{
    ModernDriver *driver = &member->modern.driver;

    is_whole(member, modern_register(addr, size), "common", addr, size);
    if (addr == VIRTIO_PCI_COMMON_STATUS) {
        driver->read_back = true;
        driver->resets &= value != 0;
    }
}

void modern_rules_config_read(VirtIOSriovMember *member, hwaddr addr,
                              unsigned size)
{
    check_config_access(member, addr, size);
}

void modern_rules_config_write(VirtIOSriovMember *member, hwaddr addr,
                               unsigned size)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));

    check_config_access(member, addr, size);
    if (member->modern.driver.status & VIRTIO_CONFIG_S_FEATURES_OK ||
        (vdev->device_id == VIRTIO_ID_CONSOLE && addr == CONSOLE_EMERG_WR)) {
        return;
    }
    broken(member, VIOLATION_MODERN_CONFIG,
           "configuration written at 0x%" HWADDR_PRIx " before FEATURES_OK",
           addr);
}

static uint64_t driver_features(VirtIOPCIProxy *proxy)
{
    return proxy->guest_features[0] | (uint64_t)proxy->guest_features[1] << 32;
}

static void write_features(VirtIOSriovMember *member)
{
    if (member->modern.driver.status & VIRTIO_CONFIG_S_FEATURES_OK) {
        broken(member, VIOLATION_MODERN_FEATURES,
               "features written after FEATURES_OK");
    }
}

static void check_order(VirtIOSriovMember *member, uint8_t status)
{
    const ModernDriver *driver = &member->modern.driver;
    uint8_t shown = virtio_sriov_vdev(VIRTIO_PCI(member))->status;
    uint8_t set = status & ~driver->status;

    if (driver->resets) {
        broken(member, VIOLATION_MODERN_STATUS,
               "status 0x%x before a read of 0 ended the reset", status);
    }
    /* What the device itself has cleared does not count. */
    if (driver->status & shown & ~status) {
        broken(member, VIOLATION_MODERN_STATUS,
               "status 0x%x clears bits of 0x%x", status, driver->status);
    }
    if (set & VIRTIO_CONFIG_S_FEATURES_OK &&
        !(status & VIRTIO_CONFIG_S_DRIVER)) {
        broken(member, VIOLATION_MODERN_STATUS, "FEATURES_OK before DRIVER");
    }
    if (!(set & VIRTIO_CONFIG_S_DRIVER_OK)) {
        return;
    }
    if (!(driver->status & VIRTIO_CONFIG_S_FEATURES_OK)) {
        broken(member, VIOLATION_MODERN_STATUS, "DRIVER_OK before FEATURES_OK");
    } else if (!driver->read_back) {
        broken(member, VIOLATION_MODERN_STATUS,
               "FEATURES_OK was not read back");
    }
}

static bool sets_features_ok(VirtIOSriovMember *member, uint8_t status)
{
    return status & ~member->modern.driver.status & VIRTIO_CONFIG_S_FEATURES_OK;
}

static void write_status(VirtIOSriovMember *member, uint8_t status)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    uint64_t unknown = driver_features(proxy) &
                       ~virtio_sriov_vdev(proxy)->host_features;

    if (!status) {
        return;
    }
    check_order(member, status);
    if (sets_features_ok(member, status) && unknown) {
        broken(member, VIOLATION_MODERN_FEATURES,
               "features accepted that were not offered: 0x%" PRIx64, unknown);
    }
}

static unsigned offered_size(VirtIOSriovMember *member, unsigned queue)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));

    return MIN(virtio_queue_get_max_num(vdev, queue),
               virtio_sriov_member_owner(member)->vf_queue_size);
}

static void check_size(VirtIOSriovMember *member, unsigned queue, unsigned size)
{
    if (!is_power_of_2(size) || size > offered_size(member, queue)) {
        broken(member, VIOLATION_MODERN_QUEUE_SIZE,
               "queue %u of %u entries, which may have %u", queue, size,
               offered_size(member, queue));
    }
}

static void check_is_off(VirtIOSriovMember *member, unsigned queue,
                         const char *what)
{
    if (VIRTIO_PCI(member)->vqs[queue].enabled) {
        broken(member, VIOLATION_MODERN_QUEUE_CHANGED,
               "%s of queue %u while that is enabled", what, queue);
    }
}

static void write_enable(VirtIOSriovMember *member, unsigned queue,
                         uint16_t value)
{
    ModernDriver *driver = &member->modern.driver;
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));

    if (value != 1) {
        broken(member, VIOLATION_MODERN_QUEUE_CHANGED,
               "0x%x to queue_enable of queue %u", value, queue);
        return;
    }
    check_is_off(member, queue, "queue_enable");
    if (!virtio_queue_get_num(vdev, queue)) {
        broken(member, VIOLATION_MODERN_QUEUE_SIZE,
               "queue %u, which does not exist, was enabled", queue);
    }
    if (!(driver->status & VIRTIO_CONFIG_S_FEATURES_OK)) {
        broken(member, VIOLATION_MODERN_QUEUE_EARLY,
               "queue %u enabled before FEATURES_OK", queue);
    }
    if (driver->status & VIRTIO_CONFIG_S_DRIVER_OK &&
        !test_bit(queue, driver->queue_reset)) {
        broken(member, VIOLATION_MODERN_QUEUE_LATE,
               "queue %u enabled after DRIVER_OK", queue);
    }
    clear_bit(queue, driver->queue_reset);
}

static void write_reset(VirtIOSriovMember *member, unsigned queue,
                        uint16_t value)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);

    if (value != 1 ||
        !(driver_features(proxy) & BIT_ULL(VIRTIO_F_RING_RESET))) {
        broken(member, VIOLATION_MODERN_QUEUE_CHANGED,
               "0x%x to queue_reset of queue %u", value, queue);
    }
    set_bit(queue, member->modern.driver.queue_reset);
}

void modern_rules_write(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                        uint64_t value)
{
    unsigned queue = virtio_sriov_vdev(VIRTIO_PCI(member))->queue_sel;

    if (!is_whole(member, modern_register(addr, size), "common", addr, size)) {
        return;
    }
    switch (addr) {
    case VIRTIO_PCI_COMMON_DF:
    case VIRTIO_PCI_COMMON_NUMQ:
    case VIRTIO_PCI_COMMON_CFGGENERATION:
    case VIRTIO_PCI_COMMON_Q_NOFF:
    case VIRTIO_PCI_COMMON_Q_NDATA:
    case VIRTIO_PCI_COMMON_ADM_Q_IDX:
    case VIRTIO_PCI_COMMON_ADM_Q_NUM:
        broken(member, VIOLATION_MODERN_READ_ONLY,
               "0x%" PRIx64 " to the register at 0x%" HWADDR_PRIx, value, addr);
        break;
    case VIRTIO_PCI_COMMON_GF:
        write_features(member);
        break;
    case VIRTIO_PCI_COMMON_STATUS:
        write_status(member, value);
        break;
    case VIRTIO_PCI_COMMON_Q_SIZE:
        check_is_off(member, queue, "the size");
        check_size(member, queue, value);
        break;
    case VIRTIO_PCI_COMMON_Q_DESCLO ... VIRTIO_PCI_COMMON_Q_USEDHI:
        check_is_off(member, queue, "an address");
        break;
    case VIRTIO_PCI_COMMON_Q_ENABLE:
        write_enable(member, queue, value);
        break;
    case VIRTIO_PCI_COMMON_Q_RESET:
        write_reset(member, queue, value);
        break;
    default:
        break;
    }
}

void modern_rules_written(VirtIOSriovMember *member, hwaddr addr,
                          uint64_t value)
{
    ModernDriver *driver = &member->modern.driver;
    uint8_t status = value;

    if (addr != VIRTIO_PCI_COMMON_STATUS) {
        return;
    }
    driver->resets = !status;
    if (status) {
        driver->read_back &= !sets_features_ok(member, status);
        driver->status = status;
    }
}

bool modern_rules_notify(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                         uint64_t value)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);
    unsigned step = proxy->notify.size / VIRTIO_QUEUE_MAX;
    unsigned queue = addr / step;

    if (addr % step || size != 2 || value != queue) {
        broken(member, VIOLATION_MODERN_NOTIFY,
               "0x%" PRIx64 " in %u bytes at 0x%" HWADDR_PRIx
               " of the notification structure", value, size, addr);
        return !(addr % step);
    }
    /* One that does not exist is counted where the others are. */
    if (virtio_queue_get_num(vdev, queue) &&
        !virtio_queue_get_addr(vdev, queue)) {
        broken(member, VIOLATION_MODERN_NOTIFY,
               "notification of queue %u, which is not enabled", queue);
    }
    if (!((vdev->status | member->modern.driver.status) &
          VIRTIO_CONFIG_S_DRIVER_OK)) {
        broken(member, VIOLATION_MODERN_NOTIFY_EARLY,
               "notification of queue %u before DRIVER_OK", queue);
    }
    return true;
}

void modern_rules_reset(VirtIOSriovMember *member)
{
    member->modern.driver = (ModernDriver) {};
}
