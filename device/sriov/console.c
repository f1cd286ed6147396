/*
 * Console: each VF is one console, on a character device of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/pci_ids.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-serial.h"
#include "type.h"

typedef struct ConsoleOwner {
    VirtIOSriovOwner parent_obj;
    char *chardev;                  /* of the PF's own console */
    char *vf_chardevs;
    char **vf_chardev;              /* vf_chardevs, split */
} ConsoleOwner;

static const LegacyField console_fields[] = {
    { 0, 2 },       /* cols */
    { 2, 2 },       /* rows */
    { 4, 4 },       /* max_nr_ports */
    { 8, 4 },       /* emerg_wr */
};

static bool console_prepare(VirtIOSriovOwner *owner, Error **errp)
{
    ConsoleOwner *co = (ConsoleOwner *)owner;

    co->vf_chardev = virtio_sriov_list_split(co->vf_chardevs, "vf-chardevs",
                                             owner->vfs, errp);
    return co->vf_chardev;
}

static bool console_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                              unsigned vf, Error **errp)
{
    const char *id = DEVICE(owner)->id;
    g_autofree char *bus = NULL;

    /* So that no port that names no bus of its own comes to ours. */
    bus = vf ? g_strdup_printf("%s.vf%u.0", id ? id : "sriov", vf) :
          g_strdup_printf("%s.0", id ? id : "sriov");
    virtio_device_set_child_bus_name(vdev, bus);
    /* One port is none that a driver has to be told of: just a console. */
    VIRTIO_SERIAL(vdev)->serial.max_virtserial_ports = 1;
    return true;
}

/* Those of each port, and the control queues, which are always there. */
static unsigned console_queues(VirtIODevice *vdev)
{
    return 2 * (VIRTIO_SERIAL(vdev)->serial.max_virtserial_ports + 1);
}

static bool console_complete(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                             unsigned vf, Error **errp)
{
    ConsoleOwner *co = (ConsoleOwner *)owner;
    const char *chardev = vf ? virtio_sriov_list_item(co->vf_chardev, vf) :
                          co->chardev;
    DeviceState *port = qdev_new("virtconsole");

    if (chardev &&
        !object_property_set_str(OBJECT(port), "chardev", chardev, errp)) {
        object_unref(OBJECT(port));
        return false;
    }
    return qdev_realize_and_unref(port, BUS(&VIRTIO_SERIAL(vdev)->bus), errp);
}

static void console_finalize(VirtIOSriovOwner *owner)
{
    g_strfreev(((ConsoleOwner *)owner)->vf_chardev);
}

static const Property console_properties[] = {
    DEFINE_PROP_STRING("chardev", ConsoleOwner, chardev),
    DEFINE_PROP_STRING("vf-chardevs", ConsoleOwner, vf_chardevs),
};

static const VirtIOSriovType console_type = {
    .name = "console",
    .device = TYPE_VIRTIO_SERIAL,
    .device_size = sizeof(VirtIOSerial),
    .device_parts = true,
    .owner_size = sizeof(ConsoleOwner),
    .class_id = PCI_CLASS_COMMUNICATION_OTHER,
    .category = DEVICE_CATEGORY_INPUT,
    .config_table = VIRTIO_SRIOV_CONFIG_TABLE(console_fields),
    VIRTIO_SRIOV_PROPERTIES(console_properties),
    .finalize = console_finalize,
    .prepare = console_prepare,
    .configure = console_configure,
    .queues = console_queues,
    .complete = console_complete,
};

static void console_register(void)
{
    virtio_sriov_type_register(&console_type);
}

type_init(console_register)
