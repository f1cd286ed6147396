/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio 1.x network driver in user space: the registers of a function that is shown as
 * it is, mapped; all else is as in a legacy driver, and net_*() are for it, too.
 */
#ifndef TESTS_VFIO_MODERN_NET_H
#define TESTS_VFIO_MODERN_NET_H

#include "legacy_net.h"

/* Offsets in the common configuration, some of them. */
enum {
	COMMON_DEVICE_FEATURE_SELECT = 0,
	COMMON_DEVICE_FEATURES = 4,
	COMMON_DRIVER_FEATURE_SELECT = 8,
	COMMON_DRIVER_FEATURES = 12,
	COMMON_CONFIG_VECTOR = 16,
	COMMON_STATUS = 20,
	COMMON_QUEUE_SELECT = 22,
	COMMON_QUEUE_SIZE = 24,
	COMMON_QUEUE_VECTOR = 26,
	COMMON_QUEUE_ENABLE = 28,
	COMMON_QUEUE_NOTIFY_OFF = 30,
	COMMON_QUEUE_DESC = 32,
	COMMON_QUEUE_DRIVER = 40,
	COMMON_QUEUE_DEVICE = 48,
};

struct modern_net {
	struct legacy_net net; /* the first, as its kicks find the rest by it */
	void *map;
	size_t map_size;
	volatile uint8_t *common, *config, *notify;
	uint32_t multiplier;
	uint32_t offset[2]; /* of the queues' notifications */
};

/* Map the registers of a VF; and give them back. */
void modern_map(struct modern_net *m, struct vf *vf);
void modern_unmap(struct modern_net *m);
/* From reset to DRIVER_OK; vectors 0, and 1 and 2 of the queues, if @msix. */
void modern_start(struct modern_net *m, struct vf *vf, bool msix);
/* Go on with another VF, which net_reach() was for. */
void modern_move(struct modern_net *m, struct vf *vf);

uint8_t common8(struct modern_net *m, int offset);
uint16_t common16(struct modern_net *m, int offset);
uint32_t common32(struct modern_net *m, int offset);
void set_common8(struct modern_net *m, int offset, uint8_t value);
void set_common16(struct modern_net *m, int offset, uint16_t value);
void set_common32(struct modern_net *m, int offset, uint32_t value);

#endif
