/*
 * What the PCI functions of owners and members have in common.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/range.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_aer.h"
#include "hw/virtio/virtio-pci.h"
#include "virtio-sriov.h"

/* Modern only, and they report errors; both are still properties. */
void virtio_sriov_function_init(VirtIOPCIProxy *proxy)
{
    virtio_pci_force_virtio_1(proxy);
    proxy->flags |= VIRTIO_PCI_FLAG_AER;
}

uint16_t virtio_sriov_ext_cap_end(VirtIOPCIProxy *proxy)
{
    uint16_t pos = PCI_CONFIG_SPACE_SIZE;

    if (proxy->flags & VIRTIO_PCI_FLAG_AER) {
        pos += PCI_ERR_SIZEOF;
    }
    if (proxy->flags & VIRTIO_PCI_FLAG_ATS) {
        pos += PCI_EXT_CAP_ATS_SIZEOF;
    }
    return pos;
}

/* virtio-pci leaves out what clearing an error changes beside its bit. */
void virtio_sriov_aer_config_write(PCIDevice *dev, uint32_t addr, uint32_t val,
                                   int len)
{
    if (dev->exp.aer_cap &&
        ranges_overlap(addr, len, dev->exp.aer_cap, PCI_ERR_SIZEOF)) {
        pcie_aer_write_config(dev, addr, val, len);
    }
}
