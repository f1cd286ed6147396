/*
 * What the PCI functions of owners and members have in common.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/range.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_aer.h"
#include "hw/resettable.h"
#include "hw/virtio/virtio-pci.h"
#include "standard-headers/linux/virtio_pci.h"
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

/*
 * To QEMU, what is in no capability is memory, which no reset clears.  A card has
 * nothing there.
 */
void virtio_sriov_seal_config(PCIDevice *dev)
{
    unsigned pos;

    for (pos = PCI_CONFIG_HEADER_SIZE; pos < pci_config_size(dev); pos++) {
        bool taken = pos < PCI_CONFIG_SPACE_SIZE ? dev->used[pos] :
                                                   dev->cmask[pos];

        if (!taken) {
            dev->wmask[pos] = 0;
        }
    }
}

/* Writable bits of what virtio-pci itself leaves alone in a reset. */
static void clear_config_access(VirtIOPCIProxy *proxy)
{
    PCIDevice *dev = PCI_DEVICE(proxy);
    unsigned pos = proxy->config_cap;
    unsigned end = pos + sizeof(struct virtio_pci_cfg_cap);

    for (; pos && pos < end; pos++) {
        dev->config[pos] &= ~dev->wmask[pos];
    }
}

void virtio_sriov_function_reset(VirtIOPCIProxy *proxy, ResetType type,
                                 const ResettablePhases *parent)
{
    PCIDevice *dev = PCI_DEVICE(proxy);

    /* No_Soft_Reset is of the way back from D3hot, and not of resets in it. */
    pci_word_test_and_clear_mask(dev->config + dev->pm_cap + PCI_PM_CTRL,
                                 PCI_PM_CTRL_STATE_MASK);
    parent->hold(OBJECT(proxy), type);
    clear_config_access(proxy);
}
