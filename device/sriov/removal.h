/*
 * A card that is pulled out of its slot with nobody told before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef VIRTIO_SRIOV_REMOVAL_H
#define VIRTIO_SRIOV_REMOVAL_H

#include "hw/pci/pci_device.h"

/*
 * Have @dev removed as soon as nothing runs in it.  Returns false if its slot
 * cannot do that.
 */
bool removal_schedule(PCIDevice *dev, Error **errp);

#endif
