/*
 * Entropy: all VFs draw from the owner's source, or else from QEMU's own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/pci_ids.h"
#include "hw/virtio/virtio-rng.h"
#include "type.h"

typedef struct RngOwner {
    VirtIOSriovOwner parent_obj;
    RngBackend *source;             /* what the user chose, if anything */
} RngOwner;

static bool rng_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                          unsigned vf, Error **errp)
{
    RngOwner *ro = (RngOwner *)owner;

    if (!vf) {
        ro->source = VIRTIO_RNG(vdev)->conf.rng;
        return true;
    }
    return !ro->source ||
           object_property_set_link(OBJECT(vdev), "rng", OBJECT(ro->source),
                                    errp);
}

static unsigned rng_queues(VirtIODevice *vdev)
{
    return 1;
}

static const VirtIOSriovType rng_type = {
    .name = "rng",
    .device = TYPE_VIRTIO_RNG,
    .device_size = sizeof(VirtIORNG),
    .device_parts = true,
    .owner_size = sizeof(RngOwner),
    .class_id = PCI_CLASS_OTHERS,
    .category = DEVICE_CATEGORY_MISC,
    .configure = rng_configure,
    .queues = rng_queues,
};

static void rng_register(void)
{
    virtio_sriov_type_register(&rng_type);
}

type_init(rng_register)
