/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications of a modern driver that may have got lost while its device was stopped:
 * each queue that it uses is notified once more. A legacy driver's are in legacy_stop.c.
 */
#ifndef VVP_MIGRATE_KICKS_H
#define VVP_MIGRATE_KICKS_H

#include "parts.h"

struct vfio_pci_core_device;

/**
 * struct migrate_kick - a notification
 * @offset: queue_notify_off
 * @value: to be written
 */
struct migrate_kick {
	u16 offset;
	u16 value;
};

/**
 * struct migrate_kicks - those of a device
 * @nr: their number
 * @kick: each
 */
struct migrate_kicks {
	unsigned int nr;
	struct migrate_kick *kick;
};

int vvp_migrate_kicks_keep(struct migrate_kicks *kicks, const void *parts,
			   const struct parts_summary *summary);
void vvp_migrate_kicks_drop(struct migrate_kicks *kicks);
void vvp_migrate_kicks_make(struct migrate_kicks *kicks,
			    struct vfio_pci_core_device *core);

#endif
