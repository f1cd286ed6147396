/* SPDX-License-Identifier: GPL-2.0-only */
/* One virtqueue in the memory of an open VF, by the legacy layout. */
#ifndef TOOLS_CHECK_RING_H
#define TOOLS_CHECK_RING_H

#include <linux/virtio_ring.h>

#include "check/check.h"

/* Buffers are from here on, as offsets in the memory. */
#define RING_BUFFERS 0x180000

struct ring {
	uint16_t index;
	uint16_t size;
	uint16_t seen;
	struct vring_desc *desc;
	struct vring_avail *avail;
	volatile struct vring_used *used;
};

/**
 * struct part - of a buffer
 * @offset: in the memory
 * @len: of it
 * @writable: by the device
 */
struct part {
	uint32_t offset;
	uint32_t len;
	bool writable;
};

/* Selects the queue and gives it memory. False if the device has no such queue. */
bool ring_set_up(struct ring *ring, struct check_vf *vf, uint16_t index);
void ring_put(struct ring *ring, const struct part *parts, int nr);
/* Waits for the next used element; false if there is none in time. */
bool ring_used(struct ring *ring, struct vring_used_elem *elem);

#endif
