// SPDX-License-Identifier: GPL-2.0-only
/* The legacy layout of a virtqueue. */
#include <string.h>

#include "check.h"
#include "legacy_queue.h"
#include "timing.h"

#define PAGE 4096ul

void legacy_queue_lay_out(struct legacy_queue *q, uint8_t *memory,
			  uint64_t iova, uint16_t size)
{
	size_t available = 16 * size;
	/* flags, index, ring, used_event; the used ring is on the next page */
	size_t used = available + 6 + 2 * size;

	assert_in_range(size, 1, LEGACY_QUEUE_MAX_ENTRIES);
	used = (used + PAGE - 1) & ~(PAGE - 1);
	*q = (struct legacy_queue){
		.size = size,
		.address = iova / PAGE,
		.desc = (void *)memory,
		.avail = (void *)(memory + available),
		.used = (void *)(memory + used),
	};
}

void legacy_queue_offer(struct legacy_queue *q, uint16_t descriptor)
{
	q->avail->ring[q->avail->idx % q->size] = descriptor;
	__atomic_store_n(&q->avail->idx, q->avail->idx + 1, __ATOMIC_RELEASE);
}

uint16_t legacy_queue_used(const struct legacy_queue *q)
{
	return __atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE);
}

bool legacy_queue_is_done(const struct legacy_queue *q, int ms)
{
	return within(ms, legacy_queue_used(q) == q->avail->idx);
}
