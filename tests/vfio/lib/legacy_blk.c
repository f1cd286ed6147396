// SPDX-License-Identifier: GPL-2.0-only
/* A virtio 0.9 block driver in user space. */
#include <string.h>

#include <linux/virtio_blk.h>
#include <linux/virtio_ring.h>

#include "check.h"
#include "legacy_blk.h"
#include "legacy_net.h"
#include "registers.h"

/* The driver's memory, as the device sees it. */
#define MEMORY	    0x2000000ull
#define MEMORY_SIZE 0x20000
#define HEADER	    0x10000
#define DATA	    0x11000
#define STATUS	    0x12000

#define NO_ANSWER 0xee

void blk_find(struct legacy_blk *blk, struct vf *vf)
{
	memset(blk, 0, sizeof(*blk));
	blk->vf = vf;
	blk->memory = dma_alloc(vf, MEMORY, MEMORY_SIZE);
	enable_io(vf);
	out8(vf, REG_STATUS, 0);
	check_equal(in8(vf, REG_STATUS), 0, "status after reset");
	out8(vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	out8(vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
}

void blk_set_up_queue(struct legacy_blk *blk)
{
	size_t used;

	out16(blk->vf, REG_QUEUE_SELECT, 0);
	blk->size = in16(blk->vf, REG_QUEUE_SIZE);
	assert_in_range(blk->size, 4, 1024);
	used = 16 * blk->size + 6 + 2 * blk->size;
	used = (used + 4095) & ~4095ul;
	blk->desc = (void *)blk->memory;
	blk->avail = (void *)(blk->memory + 16 * blk->size);
	blk->used = (void *)(blk->memory + used);
	out32(blk->vf, REG_QUEUE_ADDRESS, MEMORY >> 12);
}

void blk_driver_ok(struct legacy_blk *blk)
{
	out8(blk->vf, REG_STATUS,
	     STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
}

static bool is_done(struct legacy_blk *blk)
{
	return __atomic_load_n(&blk->used->idx, __ATOMIC_ACQUIRE) ==
	       blk->avail->idx;
}

static bool request(struct legacy_blk *blk, uint32_t type, uint64_t sector)
{
	struct virtio_blk_outhdr *header = (void *)(blk->memory + HEADER);
	uint16_t write = type == VIRTIO_BLK_T_IN ? VRING_DESC_F_WRITE : 0;

	*header = (struct virtio_blk_outhdr){ .type = type, .sector = sector };
	blk->memory[STATUS] = NO_ANSWER;
	blk->desc[0] = (struct vring_desc){ MEMORY + HEADER, sizeof(*header),
					    VRING_DESC_F_NEXT, 1 };
	blk->desc[1] = (struct vring_desc){ MEMORY + DATA, BLK_SECTOR,
					    write | VRING_DESC_F_NEXT, 2 };
	blk->desc[2] = (struct vring_desc){ MEMORY + STATUS, 1,
					    VRING_DESC_F_WRITE, 0 };
	blk->avail->ring[blk->avail->idx % blk->size] = 0;
	__atomic_store_n(&blk->avail->idx, blk->avail->idx + 1,
			 __ATOMIC_RELEASE);
	out16(blk->vf, REG_QUEUE_NOTIFY, 0);
	for (int ms = NET_PATIENCE; !is_done(blk) && ms > 0; ms--)
		net_nap();
	return is_done(blk) && blk->memory[STATUS] == VIRTIO_BLK_S_OK;
}

bool blk_read(struct legacy_blk *blk, uint64_t sector, uint8_t *data)
{
	if (!request(blk, VIRTIO_BLK_T_IN, sector))
		return false;
	memcpy(data, blk->memory + DATA, BLK_SECTOR);
	return true;
}

bool blk_write(struct legacy_blk *blk, uint64_t sector, const uint8_t *data)
{
	memcpy(blk->memory + DATA, data, BLK_SECTOR);
	return request(blk, VIRTIO_BLK_T_OUT, sector);
}

void blk_stop(struct legacy_blk *blk)
{
	out8(blk->vf, REG_STATUS, 0);
	check_equal(in8(blk->vf, REG_STATUS), 0, "status after reset");
	dma_free(blk->vf, MEMORY, blk->memory, MEMORY_SIZE);
}
