/*
 * A card that is pulled out of its slot with nobody told before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU's ports only know the orderly way, by the attention button; but from a
 * slot without power they let a device go at once.  So the slot is without
 * power for that moment, of which its registers tell nothing afterwards but
 * what they should: the presence changed.
 *
 * A driver that relies on the button leaves the event of the presence off, and
 * is told of such a removal by that of the link, which QEMU's ports do not
 * have.  The one stands in for the other.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/main-loop.h"
#include "hw/hotplug.h"
#include "hw/pci/pci_bridge.h"
#include "hw/pci/pci_bus.h"
#include "hw/pci/pcie_port.h"
#include "removal.h"

static PCIDevice *slot_of(PCIDevice *dev)
{
    PCIDevice *port = pci_bridge_get_device(pci_get_bus(dev));
    uint8_t *exp_cap;

    if (!port || !object_dynamic_cast(OBJECT(port), TYPE_PCIE_SLOT)) {
        return NULL;
    }
    exp_cap = port->config + port->exp.exp_cap;
    return pci_get_long(exp_cap + PCI_EXP_SLTCAP) & PCI_EXP_SLTCAP_HPC ?
           port : NULL;
}

static void remove_now(void *opaque)
{
    PCIDevice *dev = opaque;
    PCIDevice *port = DEVICE(dev)->realized ? slot_of(dev) : NULL;
    uint8_t *sltctl;
    uint16_t before;

    if (port) {
        sltctl = port->config + port->exp.exp_cap + PCI_EXP_SLTCTL;
        before = pci_get_word(sltctl);
        pci_set_word(sltctl, before | PCI_EXP_SLTCTL_PWR_OFF |
                     PCI_EXP_SLTCTL_PWR_IND_OFF | PCI_EXP_SLTCTL_PDCE);
        hotplug_handler_unplug_request(HOTPLUG_HANDLER(port), DEVICE(dev),
                                       &error_abort);
        pci_set_word(sltctl, before);
    }
    object_unref(OBJECT(dev));
}

bool removal_schedule(PCIDevice *dev, Error **errp)
{
    if (!DEVICE(dev)->realized || !slot_of(dev)) {
        error_setg(errp, "the device is in no slot with PCI Express hot-plug");
        return false;
    }
    object_ref(OBJECT(dev));
    aio_bh_schedule_oneshot(qemu_get_aio_context(), remove_now, dev);
    return true;
}
