/*
 * Device types: what the functions of one type have that others do not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A type takes an ordinary virtio device of QEMU and says how one is set up
 * as the owner's own and as each of its members'.  Of that, three QOM types
 * are made: "virtio-NAME-sriov-pci" (the owner), "virtio-NAME-sriov-vf-pci"
 * (a member) and "virtio-NAME-sriov-device" (the virtio device in both).
 */

#ifndef VIRTIO_SRIOV_TYPE_H
#define VIRTIO_SRIOV_TYPE_H

#include "virtio-sriov.h"

struct VirtIOSriovType {
    const char *name;
    const char *device;             /* the ordinary virtio device's type */
    size_t device_size;
    /* Of the struct that has VirtIOSriovOwner first, or 0: there is none. */
    size_t owner_size;

    /* All of its state is in device parts, or in what a driver has to know. */
    bool device_parts;
    /* Its drivers do not take VIRTIO_F_ACCESS_PLATFORM: do not offer it. */
    bool no_access_platform;
    uint16_t class_id;              /* of PCI */
    DeviceCategory category;
    LegacyTable config_table;       /* the fields of the configuration */
    const Property *properties;     /* of the owner */
    unsigned num_properties;

    /* The rest is optional but for queues(). */
    void (*init)(VirtIOSriovOwner *owner, VirtIODevice *vdev);
    void (*finalize)(VirtIOSriovOwner *owner);
    /* What the device inside does in another way than an ordinary one. */
    void (*device_class_init)(VirtioDeviceClass *vdc);
    /* Check and digest the properties, before anything is made. */
    bool (*prepare)(VirtIOSriovOwner *owner, Error **errp);
    /* Set up the device of VF number @vf, or the owner's own if 0. */
    bool (*configure)(VirtIOSriovOwner *owner, VirtIODevice *vdev, unsigned vf,
                      Error **errp);
    /* How many virtqueues a device that is set up can ever have. */
    unsigned (*queues)(VirtIODevice *vdev);
    /* What has to wait until it is realized. */
    bool (*complete)(VirtIOSriovOwner *owner, VirtIODevice *vdev, unsigned vf,
                     Error **errp);

    /* Its own device parts, all three or none: their size at most, */
    size_t (*parts_max)(void);
    /* those that there are, */
    void (*parts_get)(VirtIODevice *vdev, PartList *list);
    /* is this one, with a value that a driver with @features can have set, */
    bool (*parts_check)(VirtIODevice *vdev, const Part *part,
                        uint64_t features);
    /* put one that is into a device which was reset and has its features. */
    void (*parts_set)(VirtIODevice *vdev, const Part *part);
    /* It is to stop: use the buffers that nothing else would see used. */
    void (*flush)(VirtIODevice *vdev);
    /* It was stopped: forget what came in meanwhile. */
    void (*discard)(VirtIODevice *vdev);
    /* It runs, with device parts that are another's: it may have to say so. */
    void (*moved)(VirtIODevice *vdev);
};

#define VIRTIO_SRIOV_CONFIG_TABLE(array) \
    ((LegacyTable) { .fields = (array), .n = ARRAY_SIZE(array) })
#define VIRTIO_SRIOV_PROPERTIES(array) \
    .properties = (array), .num_properties = ARRAY_SIZE(array)

/* That of the ordinary device which a device inside is made of. */
VirtioDeviceClass *virtio_sriov_ordinary_class(VirtIODevice *vdev);

/* To be called by a type_init() function; @type has to stay. */
void virtio_sriov_type_register(const VirtIOSriovType *type);
/* The QOM type of its members, to be freed. */
char *virtio_sriov_type_member_name(const VirtIOSriovType *type);

/*
 * Realize the virtio device in @proxy: the owner's if @vf is 0, else that of
 * VF number @vf.  On failure nothing of it is left.
 */
bool virtio_sriov_type_realize(const VirtIOSriovType *type,
                               VirtIOPCIProxy *proxy, VirtIOSriovOwner *owner,
                               unsigned vf, Error **errp);
/* The virtio device of an owner, realized or not. */
VirtIODevice *virtio_sriov_type_owner_vdev(VirtIOSriovOwner *owner);

/*
 * Lists with an item for each VF: "a:b::d" is a for VF 1, b for VF 2, nothing
 * for VF 3 and so on.
 */

/* To be freed by g_strfreev(); NULL if there are more than @vfs items. */
char **virtio_sriov_list_split(const char *list, const char *property,
                               unsigned vfs, Error **errp);
/* NULL if the list has nothing for VF number @vf. */
const char *virtio_sriov_list_item(char **list, unsigned vf);

#endif
