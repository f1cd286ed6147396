/*
 * 9P transport: each VF shares a folder under a tag of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "fsdev/qemu-fsdev.h"
#include "hw/9pfs/virtio-9p.h"
#include "hw/pci/pci_ids.h"
#include "hw/qdev-properties.h"
#include "type.h"

typedef struct P9Owner {
    VirtIOSriovOwner parent_obj;
    char *vf_fsdevs;
    char **vf_fsdev;                /* vf_fsdevs, split */
} P9Owner;

/* The specification has no such section; Linux has had this layout always. */
static const LegacyField p9_fields[] = {
    { 0, 2 },                   /* tag_len */
    { 2, MAX_TAG_LEN },         /* tag */
};

QEMU_BUILD_BUG_ON(MAX_TAG_LEN > LEGACY_FIELD_MAX);

static bool p9_prepare(VirtIOSriovOwner *owner, Error **errp)
{
    P9Owner *po = (P9Owner *)owner;

    po->vf_fsdev = virtio_sriov_list_split(po->vf_fsdevs, "vf-fsdevs",
                                           owner->vfs, errp);
    return po->vf_fsdev;
}

/* Without a folder of its own a VF shares the PF's; the tag has its number. */
static bool p9_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                         unsigned vf, Error **errp)
{
    P9Owner *po = (P9Owner *)owner;
    VirtIODevice *own = virtio_sriov_type_owner_vdev(owner);
    V9fsConf *conf = &VIRTIO_9P(own)->state.fsconf;
    g_autofree char *tag = NULL;
    const char *fsdev;

    if (!vf) {
        return true;
    }
    fsdev = virtio_sriov_list_item(po->vf_fsdev, vf) ?: conf->fsdev_id;
    tag = g_strdup_printf("%s%u", conf->tag, vf);
    return object_property_set_str(OBJECT(vdev), "fsdev", fsdev, errp) &&
           object_property_set_str(OBJECT(vdev), "mount_tag", tag, errp);
}

static unsigned p9_queues(VirtIODevice *vdev)
{
    return 1;
}

static void p9_finalize(VirtIOSriovOwner *owner)
{
    g_strfreev(((P9Owner *)owner)->vf_fsdev);
}

static const Property p9_properties[] = {
    DEFINE_PROP_STRING("vf-fsdevs", P9Owner, vf_fsdevs),
};

static const VirtIOSriovType p9_type = {
    .name = "9p",
    .device = TYPE_VIRTIO_9P,
    .device_size = sizeof(V9fsVirtioState),
    .owner_size = sizeof(P9Owner),
    .class_id = 0x0002,         /* as virtio-9p-pci has it */
    .category = DEVICE_CATEGORY_STORAGE,
    .config_table = VIRTIO_SRIOV_CONFIG_TABLE(p9_fields),
    VIRTIO_SRIOV_PROPERTIES(p9_properties),
    .finalize = p9_finalize,
    .prepare = p9_prepare,
    .configure = p9_configure,
    .queues = p9_queues,
};

static void p9_register(void)
{
    virtio_sriov_type_register(&p9_type);
}

type_init(p9_register)
