// SPDX-License-Identifier: GPL-2.0-only
/* The driver's half of a split virtqueue. */
#include <string.h>
#include <time.h>

#include "check/ring.h"

#define PAGE_SIZE 4096ul

bool ring_set_up(struct ring *ring, struct check_vf *vf, uint16_t index)
{
	unsigned long used;

	vf_out(vf, REG_QUEUE_SELECT, 2, index);
	memset(ring, 0, sizeof(*ring));
	ring->index = index;
	ring->size = vf_in(vf, REG_QUEUE_SIZE, 2);
	used = 16ul * ring->size + 6 + 2ul * ring->size;
	used = (used + PAGE_SIZE - 1) & -PAGE_SIZE;
	if (!ring->size || used + 6 + 8ul * ring->size > RING_BUFFERS)
		return false;

	memset(vf->memory, 0, RING_BUFFERS);
	ring->desc = (void *)vf->memory;
	ring->avail = (void *)(vf->memory + 16ul * ring->size);
	ring->used = (void *)(vf->memory + used);
	vf_out(vf, REG_QUEUE_ADDRESS, 4, VF_MEMORY / PAGE_SIZE);
	return true;
}

void ring_put(struct ring *ring, const struct part *parts, int nr)
{
	for (int i = 0; i < nr; i++) {
		ring->desc[i] = (struct vring_desc){
			.addr = VF_MEMORY + parts[i].offset,
			.len = parts[i].len,
			.flags = (parts[i].writable ? VRING_DESC_F_WRITE : 0) |
				 (i + 1 < nr ? VRING_DESC_F_NEXT : 0),
			.next = i + 1 < nr ? i + 1 : 0,
		};
	}
	ring->avail->ring[ring->avail->idx % ring->size] = 0;
	__sync_synchronize();
	ring->avail->idx++;
	__sync_synchronize();
}

bool ring_used(struct ring *ring, struct vring_used_elem *elem)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	for (int waited = 0; ring->used->idx == ring->seen; waited++) {
		if (waited == PATIENCE)
			return false;
		nanosleep(&ms, NULL);
	}
	__sync_synchronize();
	elem->id = ring->used->ring[ring->seen % ring->size].id;
	elem->len = ring->used->ring[ring->seen % ring->size].len;
	ring->seen++;
	return true;
}
