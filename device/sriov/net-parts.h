/*
 * Network: the device parts of its own, and what stopping it takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For VirtIOSriovType, which says what each is.
 */

#ifndef VIRTIO_SRIOV_NET_PARTS_H
#define VIRTIO_SRIOV_NET_PARTS_H

#include "hw/virtio/virtio.h"
#include "parts.h"

size_t net_parts_max(void);
void net_parts_get(VirtIODevice *vdev, PartList *list);
bool net_parts_check(VirtIODevice *vdev, const Part *part, uint64_t features);
void net_parts_set(VirtIODevice *vdev, const Part *part);
void net_flush(VirtIODevice *vdev);
void net_discard(VirtIODevice *vdev);
void net_moved(VirtIODevice *vdev);

#endif
