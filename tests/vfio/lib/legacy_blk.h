/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio 0.9 block driver in user space: one request at a time, by polling; each of its
 * steps by itself, as drivers of old do them in various orders.
 */
#ifndef TESTS_VFIO_LEGACY_BLK_H
#define TESTS_VFIO_LEGACY_BLK_H

#include <stdbool.h>
#include <stdint.h>

#include "vf.h"

#define BLK_SECTOR 512

struct legacy_blk {
	struct vf *vf;
	uint8_t *memory;
	uint16_t size, seen;
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
};

/* Reset, and ACKNOWLEDGE and DRIVER. */
void blk_find(struct legacy_blk *blk, struct vf *vf);
/* Give queue 0 its address. */
void blk_set_up_queue(struct legacy_blk *blk);
void blk_driver_ok(struct legacy_blk *blk);
/* A sector there or back; false if the device has not done it. */
bool blk_read(struct legacy_blk *blk, uint64_t sector, uint8_t *data);
bool blk_write(struct legacy_blk *blk, uint64_t sector, const uint8_t *data);
/* Reset, and give the memory back. */
void blk_stop(struct legacy_blk *blk);

#endif
