/*
 * Memory balloon: hardware that asks for pages, and is content to have been
 * given them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU's own balloon can exist only once in a machine, and what it is given
 * is taken from the machine.  This one has the registers and the queues.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/pci/pci_ids.h"
#include "hw/pci/pcie_sriov.h"
#include "standard-headers/linux/virtio_balloon.h"
#include "standard-headers/linux/virtio_ids.h"
#include "type.h"

#define TYPE_BALLOON "virtio-sriov-balloon"
OBJECT_DECLARE_SIMPLE_TYPE(Balloon, BALLOON)

#define QUEUES      2               /* inflate, deflate */
#define QUEUE_SIZE  128

struct Balloon {
    VirtIODevice parent_obj;
    uint32_t wanted;                /* num_pages */
    uint32_t actual;
};

typedef struct BalloonOwner {
    VirtIOSriovOwner parent_obj;
    uint32_t vf_pages;
} BalloonOwner;

static const LegacyField balloon_fields[] = {
    { 0, 4 },       /* num_pages */
    { 4, 4 },       /* actual */
    { 8, 4 },       /* free_page_hint_cmd_id */
    { 12, 4 },      /* poison_val */
};

static void handle_pages(VirtIODevice *vdev, VirtQueue *vq)
{
    VirtQueueElement *elem;

    while ((elem = virtqueue_pop(vq, sizeof(*elem)))) {
        virtqueue_push(vq, elem, 0);
        g_free(elem);
    }
    virtio_notify(vdev, vq);
}

/* Little-endian for legacy drivers, too. */
static void get_config(VirtIODevice *vdev, uint8_t *data)
{
    struct virtio_balloon_config config = {
        .num_pages = cpu_to_le32(BALLOON(vdev)->wanted),
        .actual = cpu_to_le32(BALLOON(vdev)->actual),
    };

    memcpy(data, &config, sizeof(config));
}

static void set_config(VirtIODevice *vdev, const uint8_t *data)
{
    struct virtio_balloon_config config;

    memcpy(&config, data, sizeof(config));
    BALLOON(vdev)->actual = le32_to_cpu(config.actual);
}

static uint64_t get_features(VirtIODevice *vdev, uint64_t features,
                             Error **errp)
{
    return features;
}

static void device_reset(VirtIODevice *vdev)
{
    BALLOON(vdev)->actual = 0;
}

static void device_realize(DeviceState *dev, Error **errp)
{
    VirtIODevice *vdev = VIRTIO_DEVICE(dev);
    unsigned i;

    virtio_init(vdev, VIRTIO_ID_BALLOON, sizeof(struct virtio_balloon_config));
    for (i = 0; i < QUEUES; i++) {
        virtio_add_queue(vdev, QUEUE_SIZE, handle_pages);
    }
}

static void device_unrealize(DeviceState *dev)
{
    VirtIODevice *vdev = VIRTIO_DEVICE(dev);
    unsigned i;

    for (i = 0; i < QUEUES; i++) {
        virtio_del_queue(vdev, i);
    }
    virtio_cleanup(vdev);
}

static void device_class_init(ObjectClass *klass, void *data)
{
    VirtioDeviceClass *vdc = VIRTIO_DEVICE_CLASS(klass);

    vdc->realize = device_realize;
    vdc->unrealize = device_unrealize;
    vdc->get_config = get_config;
    vdc->set_config = set_config;
    vdc->get_features = get_features;
    vdc->reset = device_reset;
}

static const TypeInfo device_info = {
    .name = TYPE_BALLOON,
    .parent = TYPE_VIRTIO_DEVICE,
    .instance_size = sizeof(Balloon),
    .class_init = device_class_init,
};

static void get_vf_pages(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    visit_type_uint32(v, name, &((BalloonOwner *)obj)->vf_pages, errp);
}

static void set_vf_pages(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(obj);
    BalloonOwner *bo = (BalloonOwner *)owner;
    PCIDevice **vf = PCI_DEVICE(owner)->exp.sriov_pf.vf;
    unsigned i;

    if (!visit_type_uint32(v, name, &bo->vf_pages, errp)) {
        return;
    }
    for (i = 0; vf && i < owner->vfs; i++) {
        VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(vf[i]));

        BALLOON(vdev)->wanted = bo->vf_pages;
        virtio_notify_config(vdev);
    }
}

static void balloon_init(VirtIOSriovOwner *owner, VirtIODevice *vdev)
{
    object_property_add(OBJECT(owner), "vf-pages", "uint32", get_vf_pages,
                        set_vf_pages, NULL, NULL);
    object_property_set_description(OBJECT(owner), "vf-pages",
                                    "how many pages each VF asks for");
}

static bool balloon_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                              unsigned vf, Error **errp)
{
    BALLOON(vdev)->wanted = vf ? ((BalloonOwner *)owner)->vf_pages : 0;
    return true;
}

static unsigned balloon_queues(VirtIODevice *vdev)
{
    return QUEUES;
}

static const VirtIOSriovType balloon_type = {
    .name = "balloon",
    .device = TYPE_BALLOON,
    .device_size = sizeof(Balloon),
    .owner_size = sizeof(BalloonOwner),
    .no_access_platform = true,
    .class_id = PCI_CLASS_OTHERS,
    .category = DEVICE_CATEGORY_MISC,
    .config_table = VIRTIO_SRIOV_CONFIG_TABLE(balloon_fields),
    .init = balloon_init,
    .configure = balloon_configure,
    .queues = balloon_queues,
};

static void balloon_register(void)
{
    type_register_static(&device_info);
    virtio_sriov_type_register(&balloon_type);
}

type_init(balloon_register)
