/*
 * SCSI host: each VF is a host of its own, with a disk as target 0 if it has
 * a drive.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/pci_ids.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-scsi.h"
#include "type.h"

typedef struct ScsiOwner {
    VirtIOSriovOwner parent_obj;
    char *vf_drives;
    char **vf_drive;                /* vf_drives, split */
} ScsiOwner;

static const LegacyField scsi_fields[] = {
    { 0, 4 },       /* num_queues */
    { 4, 4 },       /* seg_max */
    { 8, 4 },       /* max_sectors */
    { 12, 4 },      /* cmd_per_lun */
    { 16, 4 },      /* event_info_size */
    { 20, 4 },      /* sense_size */
    { 24, 4 },      /* cdb_size */
    { 28, 2 },      /* max_channel */
    { 30, 2 },      /* max_target */
    { 32, 4 },      /* max_lun */
};

static VirtIOSCSIConf *scsi_conf(VirtIODevice *vdev)
{
    return &VIRTIO_SCSI_COMMON(vdev)->conf;
}

static bool scsi_prepare(VirtIOSriovOwner *owner, Error **errp)
{
    ScsiOwner *so = (ScsiOwner *)owner;

    so->vf_drive = virtio_sriov_list_split(so->vf_drives, "vf-drives",
                                           owner->vfs, errp);
    return so->vf_drive;
}

static bool scsi_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                           unsigned vf, Error **errp)
{
    VirtIODevice *own = virtio_sriov_type_owner_vdev(owner);

    if (vf) {
        scsi_conf(vdev)->num_queues = scsi_conf(own)->num_queues;
        scsi_conf(vdev)->virtqueue_size = owner->vf_queue_size;
    } else if (scsi_conf(vdev)->num_queues == VIRTIO_SCSI_AUTO_NUM_QUEUES) {
        scsi_conf(vdev)->num_queues = 1;
    }
    return true;
}

static unsigned scsi_queues(VirtIODevice *vdev)
{
    return VIRTIO_SCSI_VQ_NUM_FIXED + scsi_conf(vdev)->num_queues;
}

static bool scsi_complete(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                          unsigned vf, Error **errp)
{
    ScsiOwner *so = (ScsiOwner *)owner;
    const char *drive = vf ? virtio_sriov_list_item(so->vf_drive, vf) : NULL;
    DeviceState *disk;

    if (!drive) {
        return true;
    }
    disk = qdev_new("scsi-hd");
    if (!object_property_set_str(OBJECT(disk), "drive", drive, errp)) {
        object_unref(OBJECT(disk));
        return false;
    }
    return qdev_realize_and_unref(disk, BUS(&VIRTIO_SCSI(vdev)->bus), errp);
}

static void scsi_finalize(VirtIOSriovOwner *owner)
{
    g_strfreev(((ScsiOwner *)owner)->vf_drive);
}

static const Property scsi_properties[] = {
    DEFINE_PROP_STRING("vf-drives", ScsiOwner, vf_drives),
};

static const VirtIOSriovType scsi_type = {
    .name = "scsi",
    .device = TYPE_VIRTIO_SCSI,
    .device_size = sizeof(VirtIOSCSI),
    .device_parts = true,
    .owner_size = sizeof(ScsiOwner),
    .class_id = PCI_CLASS_STORAGE_SCSI,
    .category = DEVICE_CATEGORY_STORAGE,
    .config_table = VIRTIO_SRIOV_CONFIG_TABLE(scsi_fields),
    VIRTIO_SRIOV_PROPERTIES(scsi_properties),
    .finalize = scsi_finalize,
    .prepare = scsi_prepare,
    .configure = scsi_configure,
    .queues = scsi_queues,
    .complete = scsi_complete,
};

static void scsi_register(void)
{
    virtio_sriov_type_register(&scsi_type);
}

type_init(scsi_register)
