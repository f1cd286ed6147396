/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of virtio's administration commands, for kernels (and C libraries) whose
 * headers are older than Linux 6.8. Unit tests and fuzzers use it, too.
 */
#ifndef COMPAT_VIRTIO_ADMIN_H
#define COMPAT_VIRTIO_ADMIN_H

#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#ifndef VIRTIO_F_ADMIN_VQ
#define VIRTIO_F_ADMIN_VQ			41
#endif

#ifndef VIRTIO_PCI_COMMON_ADM_Q_IDX
#define VIRTIO_PCI_COMMON_ADM_Q_IDX		60
#define VIRTIO_PCI_COMMON_ADM_Q_NUM		62
#endif

#ifndef VIRTIO_ADMIN_CMD_LIST_QUERY
#define VIRTIO_ADMIN_STATUS_OK			0

#define VIRTIO_ADMIN_CMD_LIST_QUERY		0x0
#define VIRTIO_ADMIN_CMD_LIST_USE		0x1

#define VIRTIO_ADMIN_GROUP_TYPE_SRIOV		0x1

#define VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_WRITE	0x2
#define VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_READ		0x3
#define VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_WRITE		0x4
#define VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_READ		0x5
#define VIRTIO_ADMIN_CMD_LEGACY_NOTIFY_INFO		0x6

#define VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_END		0
#define VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV	0x1
#define VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_MEM	0x2

#define VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO	4
#endif

#endif
