/*
 * Functions that are no VFs, and whose BAR0 is memory: QEMU's own, but for
 * where their structures and their MSI-X are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/msix.h"
#include "hw/virtio/virtio-pci.h"

/* One for each queue of a simple device, and one for configuration changes. */
#define VECTORS 4

typedef struct Bar0Layout {
    const char *suffix;
    unsigned structures_bar;        /* a BAR of 64 bits */
    unsigned msix_bar;
    bool msix_inside;               /* of the structures' BAR, at its end */
} Bar0Layout;

static const Bar0Layout layouts[] = {
    { "", 0, 2 },
    { "-msix", 4, 0 },
    { "-all", 0, 0, true },         /* as cloud-hypervisor and Firecracker do */
};

typedef struct Bar0Class {
    VirtioPCIClass parent_class;
    const Bar0Layout *layout;
    void (*parent_realize)(VirtIOPCIProxy *proxy, Error **errp);
    void (*parent_exit)(PCIDevice *dev);
} Bar0Class;

#define BAR0_GET_CLASS(dev) ((Bar0Class *)object_get_class(OBJECT(dev)))

static void bar0_realize(VirtIOPCIProxy *proxy, Error **errp)
{
    Bar0Class *bc = BAR0_GET_CLASS(proxy);
    uint64_t size = memory_region_size(&proxy->modern_bar);
    ERRP_GUARD();

    proxy->modern_mem_bar_idx = bc->layout->structures_bar;
    proxy->msix_bar_idx = bc->layout->msix_bar;
    if (bc->layout->msix_inside) {
        memory_region_set_size(&proxy->modern_bar, size * 2);
        proxy->nvectors = 0;
    }
    bc->parent_realize(proxy, errp);
    if (*errp || !bc->layout->msix_inside) {
        return;
    }
    if (msix_init(PCI_DEVICE(proxy), VECTORS, &proxy->modern_bar, 0, size,
                  &proxy->modern_bar, 0, size + size / 2, 0, errp) == 0) {
        proxy->nvectors = VECTORS;
    }
}

static void bar0_exit(PCIDevice *dev)
{
    Bar0Class *bc = BAR0_GET_CLASS(dev);
    VirtIOPCIProxy *proxy = VIRTIO_PCI(dev);

    if (bc->layout->msix_inside) {
        msix_uninit(dev, &proxy->modern_bar, &proxy->modern_bar);
    }
    bc->parent_exit(dev);
}

static void bar0_class_init(ObjectClass *klass, void *data)
{
    Bar0Class *bc = (Bar0Class *)klass;
    VirtioPCIClass *vc = VIRTIO_PCI_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);

    bc->layout = data;
    bc->parent_realize = vc->realize;
    vc->realize = bar0_realize;
    bc->parent_exit = pc->exit;
    pc->exit = bar0_exit;
}

static void bar0_register_types(void)
{
    static const char *const kinds[] = { "net", "blk" };

    for (int i = 0; i < ARRAY_SIZE(kinds); i++) {
        g_autofree char *parent = g_strdup_printf("virtio-%s-pci", kinds[i]);

        for (int j = 0; j < ARRAY_SIZE(layouts); j++) {
            g_autofree char *name =
                g_strdup_printf("virtio-%s-bar0%s-pci", kinds[i],
                                layouts[j].suffix);
            TypeInfo info = {
                .name = name,
                .parent = parent,
                .class_size = sizeof(Bar0Class),
                .class_init = bar0_class_init,
                .class_data = (void *)&layouts[j],
            };

            type_register_static(&info);
        }
    }
}

type_init(bar0_register_types)
