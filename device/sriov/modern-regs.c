/*
 * The regions over a member's modern structures.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "virtio-sriov.h"

/* As virtio-pci's own, so that both cut accesses alike. */
#define SIZES { .min_access_size = 1, .max_access_size = 4 }

/* Above the regions of virtio-pci. */
#define OVER 1

static uint64_t hand_on_read(MemoryRegion *mr, hwaddr addr, unsigned size)
{
    uint64_t value = 0;

    memory_region_dispatch_read(mr, addr, &value, size_memop(size),
                                MEMTXATTRS_UNSPECIFIED);
    return value;
}

static void hand_on_write(MemoryRegion *mr, hwaddr addr, uint64_t value,
                          unsigned size)
{
    memory_region_dispatch_write(mr, addr, value, size_memop(size),
                                 MEMTXATTRS_UNSPECIFIED);
}

/* What the faults make of @value. */
static uint64_t misread(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                        uint64_t value)
{
    Faults *faults = &virtio_sriov_member_owner(member)->faults;
    const LegacyField *field = modern_register(addr, size);
    uint32_t keep, set, flip;
    unsigned shift;

    if (!field || !faults_modern_read(faults, field->offset,
                                      virtio_sriov_member_number(member),
                                      &keep, &set, &flip)) {
        return value;
    }
    shift = (addr - field->offset) * 8;
    return ((value & keep >> shift) | set >> shift) ^ flip >> shift;
}

static uint64_t common_read(void *opaque, hwaddr addr, unsigned size)
{
    VirtIOSriovMember *member = opaque;
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    uint64_t value;

    if (virtio_sriov_gone(proxy)) {
        return UINT64_MAX;
    }
    value = misread(member, addr, size,
                    hand_on_read(&proxy->common.mr, addr, size));
    modern_rules_read(member, addr, size, value);
    return value;
}

static ModernGone moment(uint8_t old, uint8_t status)
{
    uint8_t set = status & ~old;

    return !status ? MODERN_GONE_RESET :
           set & VIRTIO_CONFIG_S_DRIVER_OK ? MODERN_GONE_DRIVER_OK :
           set & VIRTIO_CONFIG_S_FEATURES_OK ? MODERN_GONE_FEATURES_OK :
           MODERN_GONE_NO;
}

static void common_write(void *opaque, hwaddr addr, uint64_t value,
                         unsigned size)
{
    VirtIOSriovMember *member = opaque;
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    bool is_status = addr == VIRTIO_PCI_COMMON_STATUS;
    uint8_t old = member->modern.driver.status;
    Faults *faults;

    if (virtio_sriov_gone(proxy)) {
        return;
    }
    faults = &virtio_sriov_member_owner(member)->faults;
    modern_rules_write(member, addr, size, value);
    if (!is_status || !faults->vf_stuck) {
        hand_on_write(&proxy->common.mr, addr, value, size);
    }
    modern_rules_written(member, addr, value);
    if (is_status && !value && !faults->vf_stuck) {
        virtio_sriov_member_was_reset(member, false);
    } else if (is_status) {
        virtio_sriov_member_touched(member);
    }
    if (is_status && faults->gone != MODERN_GONE_NO &&
        faults->gone == moment(old, value)) {
        virtio_sriov_modern_set_gone(member, true);
    }
}

static uint64_t device_read(void *opaque, hwaddr addr, unsigned size)
{
    VirtIOSriovMember *member = opaque;
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);

    if (virtio_sriov_gone(proxy)) {
        return UINT64_MAX;
    }
    modern_rules_config_read(member, addr, size);
    virtio_sriov_member_config_access(member);
    return hand_on_read(&proxy->device.mr, addr, size);
}

static void device_write(void *opaque, hwaddr addr, uint64_t value,
                         unsigned size)
{
    VirtIOSriovMember *member = opaque;
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);

    if (!virtio_sriov_gone(proxy)) {
        modern_rules_config_write(member, addr, size);
        virtio_sriov_member_config_access(member);
        hand_on_write(&proxy->device.mr, addr, value, size);
    }
}

static uint64_t gone_read(void *opaque, hwaddr addr, unsigned size)
{
    return UINT64_MAX;
}

static void gone_write(void *opaque, hwaddr addr, uint64_t value, unsigned size)
{
}

static const MemoryRegionOps common_ops = {
    .read = common_read,
    .write = common_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = SIZES,
};

static const MemoryRegionOps device_ops = {
    .read = device_read,
    .write = device_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = SIZES,
};

static const MemoryRegionOps gone_ops = {
    .read = gone_read,
    .write = gone_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
    .impl = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
};

static void lay_over(VirtIOSriovMember *member, MemoryRegion *mr,
                     const MemoryRegionOps *ops, const char *name,
                     MemoryRegion *under)
{
    memory_region_init_io(mr, OBJECT(member), ops, member, name,
                          memory_region_size(under));
    /* It hands on to the region below it, of the same device. */
    mr->disable_reentrancy_guard = true;
    memory_region_add_subregion_overlap(under, 0, mr, OVER);
}

void virtio_sriov_modern_realize(VirtIOSriovMember *member)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    ModernRegs *modern = &member->modern;

    lay_over(member, &modern->common_mr, &common_ops, "virtio-sriov-common",
             &proxy->common.mr);
    lay_over(member, &modern->device_mr, &device_ops, "virtio-sriov-device",
             &proxy->device.mr);
    lay_over(member, &modern->gone_mr, &gone_ops, "virtio-sriov-gone",
             &proxy->modern_bar);
    virtio_sriov_modern_set_gone(member, false);
    memcpy(modern->config, PCI_DEVICE(member)->config, sizeof(modern->config));
}

void virtio_sriov_modern_exit(VirtIOSriovMember *member)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    ModernRegs *modern = &member->modern;

    memory_region_del_subregion(&proxy->common.mr, &modern->common_mr);
    memory_region_del_subregion(&proxy->device.mr, &modern->device_mr);
    memory_region_del_subregion(&proxy->modern_bar, &modern->gone_mr);
}

void virtio_sriov_modern_set_gone(VirtIOSriovMember *member, bool gone)
{
    memory_region_set_enabled(&member->modern.gone_mr, gone);
}

/* The capability of a structure in a list as it was made; 0: there is none. */
static uint8_t find_cap(const uint8_t *config, uint8_t type)
{
    uint8_t pos = config[PCI_CAPABILITY_LIST];

    while (pos && (config[pos] != PCI_CAP_ID_VNDR ||
                   config[pos + offsetof(struct virtio_pci_cap, cfg_type)] !=
                   type)) {
        pos = config[pos + PCI_CAP_LIST_NEXT];
    }
    return pos;
}

void virtio_sriov_modern_edit_caps(VirtIOSriovMember *member,
                                   const ModernCapEdit *edits, unsigned n)
{
    const uint8_t *made = member->modern.config;
    uint8_t *config = PCI_DEVICE(member)->config;
    unsigned i;
    uint8_t pos;

    for (pos = made[PCI_CAPABILITY_LIST]; pos;
         pos = made[pos + PCI_CAP_LIST_NEXT]) {
        if (made[pos] == PCI_CAP_ID_VNDR) {
            memcpy(config + pos, made + pos, made[pos + PCI_CAP_FLAGS]);
        }
    }
    for (i = 0; i < n; i++) {
        pos = find_cap(made, edits[i].type);
        if (pos && edits[i].offset + edits[i].size <=
                   made[pos + PCI_CAP_FLAGS]) {
            stn_le_p(config + pos + edits[i].offset, edits[i].size,
                     edits[i].value);
        }
    }
}
