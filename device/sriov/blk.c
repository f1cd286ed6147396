/*
 * Block: each VF has a drive of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "block/block-global-state.h"
#include "hw/pci/pci_ids.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-blk.h"
#include "type.h"

typedef struct BlkOwner {
    VirtIOSriovOwner parent_obj;
    char *vf_drives;
    char **vf_drive;                /* vf_drives, split */
} BlkOwner;

static const LegacyField blk_fields[] = {
    { 0, 8 },       /* capacity */
    { 8, 4 },       /* size_max */
    { 12, 4 },      /* seg_max */
    { 16, 2 },      /* geometry.cylinders */
    { 18, 1 },      /* geometry.heads */
    { 19, 1 },      /* geometry.sectors */
    { 20, 4 },      /* blk_size */
    { 24, 1 },      /* topology.physical_block_exp */
    { 25, 1 },      /* topology.alignment_offset */
    { 26, 2 },      /* topology.min_io_size */
    { 28, 4 },      /* topology.opt_io_size */
    { 32, 1 },      /* writeback */
    { 33, 1 },      /* unused0 */
    { 34, 2 },      /* num_queues */
    { 36, 4 },      /* max_discard_sectors */
    { 40, 4 },      /* max_discard_seg */
    { 44, 4 },      /* discard_sector_alignment */
    { 48, 4 },      /* max_write_zeroes_sectors */
    { 52, 4 },      /* max_write_zeroes_seg */
    { 56, 1 },      /* write_zeroes_may_unmap */
    { 57, 3 },      /* unused1 */
    { 60, 4 },      /* max_secure_erase_sectors */
    { 64, 4 },      /* max_secure_erase_seg */
    { 68, 4 },      /* secure_erase_sector_alignment */
    { 72, 4 },      /* zoned.zone_sectors */
    { 76, 4 },      /* zoned.max_open_zones */
    { 80, 4 },      /* zoned.max_active_zones */
    { 84, 4 },      /* zoned.max_append_sectors */
    { 88, 4 },      /* zoned.write_granularity */
    { 92, 1 },      /* zoned.model */
    { 93, 3 },      /* zoned.unused2 */
};

static bool blk_prepare(VirtIOSriovOwner *owner, Error **errp)
{
    BlkOwner *bo = (BlkOwner *)owner;

    bo->vf_drive = virtio_sriov_list_split(bo->vf_drives, "vf-drives",
                                           owner->vfs, errp);
    return bo->vf_drive;
}

/* A disk of no sectors, where none is given: there has to be one. */
static bool use_empty_drive(VirtIODevice *vdev, Error **errp)
{
    QDict *options = qdict_new();
    BlockDriverState *bs;
    bool ok;

    qdict_put_str(options, "driver", "null-co");
    qdict_put_int(options, "size", 0);
    qdict_put_bool(options, "read-zeroes", true);
    bs = bdrv_open(NULL, NULL, options, BDRV_O_RDWR, errp);
    if (!bs) {
        return false;
    }
    ok = object_property_set_str(OBJECT(vdev), "drive",
                                 bdrv_get_node_name(bs), errp);
    bdrv_unref(bs);
    return ok;
}

static bool blk_configure(VirtIOSriovOwner *owner, VirtIODevice *vdev,
                          unsigned vf, Error **errp)
{
    BlkOwner *bo = (BlkOwner *)owner;
    VirtIOBlkConf *conf = &VIRTIO_BLK(vdev)->conf;
    VirtIODevice *own = virtio_sriov_type_owner_vdev(owner);
    const char *drive = NULL;

    if (vf) {
        conf->num_queues = VIRTIO_BLK(own)->conf.num_queues;
        conf->queue_size = owner->vf_queue_size;
        drive = virtio_sriov_list_item(bo->vf_drive, vf);
    } else if (conf->num_queues == VIRTIO_BLK_AUTO_NUM_QUEUES) {
        conf->num_queues = 1;
    }
    if (drive) {
        return object_property_set_str(OBJECT(vdev), "drive", drive, errp);
    }
    return conf->conf.blk || use_empty_drive(vdev, errp);
}

static unsigned blk_queues(VirtIODevice *vdev)
{
    return VIRTIO_BLK(vdev)->conf.num_queues;
}

static void blk_finalize(VirtIOSriovOwner *owner)
{
    g_strfreev(((BlkOwner *)owner)->vf_drive);
}

static const Property blk_properties[] = {
    DEFINE_PROP_STRING("vf-drives", BlkOwner, vf_drives),
};

static const VirtIOSriovType blk_type = {
    .name = "blk",
    .device = TYPE_VIRTIO_BLK,
    .device_size = sizeof(VirtIOBlock),
    .device_parts = true,
    .owner_size = sizeof(BlkOwner),
    .class_id = PCI_CLASS_STORAGE_SCSI,
    .category = DEVICE_CATEGORY_STORAGE,
    .config_table = VIRTIO_SRIOV_CONFIG_TABLE(blk_fields),
    VIRTIO_SRIOV_PROPERTIES(blk_properties),
    .finalize = blk_finalize,
    .prepare = blk_prepare,
    .configure = blk_configure,
    .queues = blk_queues,
};

static void blk_register(void)
{
    virtio_sriov_type_register(&blk_type);
}

type_init(blk_register)
