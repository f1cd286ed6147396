/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device types that have a transitional form, for whoever defines TYPE(name,
 * virtio id, transitional PCI id) and includes this. A type's fields are in
 * legacy_layout.c, as name_fields.
 */
TYPE(net, VIRTIO_ID_NET, VIRTIO_TRANS_ID_NET)
TYPE(blk, VIRTIO_ID_BLOCK, VIRTIO_TRANS_ID_BLOCK)
TYPE(balloon, VIRTIO_ID_BALLOON, VIRTIO_TRANS_ID_BALLOON)
TYPE(console, VIRTIO_ID_CONSOLE, VIRTIO_TRANS_ID_CONSOLE)
TYPE(scsi, VIRTIO_ID_SCSI, VIRTIO_TRANS_ID_SCSI)
TYPE(p9, VIRTIO_ID_9P, VIRTIO_TRANS_ID_9P)
TYPE(rng, VIRTIO_ID_RNG, VIRTIO_TRANS_ID_RNG)

#undef TYPE
