/* SPDX-License-Identifier: GPL-2.0-only */
/* A legacy virtqueue in memory: one page-frame number says where all of it is. */
#ifndef TESTS_VFIO_LEGACY_QUEUE_H
#define TESTS_VFIO_LEGACY_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/virtio_ring.h>

/* So much is enough for the largest one that lay_out() takes. */
#define LEGACY_QUEUE_MEMORY	 0x10000
#define LEGACY_QUEUE_MAX_ENTRIES 1024

struct legacy_queue {
	uint16_t size;
	uint16_t seen; /* entries of the used ring dealt with */
	uint32_t address; /* what its register is to hold */
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
};

/* In @memory, which is all zeros and which the device reaches at @iova. */
void legacy_queue_lay_out(struct legacy_queue *q, uint8_t *memory,
			  uint64_t iova, uint16_t size);
/* Make the chain that begins with this descriptor available. */
void legacy_queue_offer(struct legacy_queue *q, uint16_t descriptor);
/* The index in the used ring, which counts what the device is done with. */
uint16_t legacy_queue_used(const struct legacy_queue *q);
/* Is the device done with all that was made available, at most @ms from now? */
bool legacy_queue_is_done(const struct legacy_queue *q, int ms);

#endif
