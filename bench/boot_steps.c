// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux 6.12 in a guest, its virtio_pci held to legacy: net with three queues and
 * three MSI-X vectors, blk with one queue and two.
 */
#include <stddef.h>
#include <string.h>

#include "boot.h"

#define R(at, bytes)	    { .offset = (at), .len = (bytes) }
#define W(at, bytes, what)                                                     \
	{ .write = true, .offset = (at), .len = (bytes), .value = (what) }
#define W_MSIX(at, bytes, what)                                                \
	{ .write = true, .offset = (at), .len = (bytes), .value = (what),      \
	  .msix = true }
#define R4(at) R(at, 1), R((at) + 1, 1), R((at) + 2, 1), R((at) + 3, 1)

#define PFN(queue) ((BOOT_MEMORY >> 12) + 0x10 * (queue))

/* As virtio_pci does it for each queue; the last one of net has no interrupt. */
#define FIND_QUEUE(queue)                                                      \
	W(14, 2, queue), R(12, 2), W(14, 2, queue), R(8, 4), W(14, 2, queue),  \
		W(8, 4, PFN(queue))
#define QUEUE_VECTOR(queue, vector)                                            \
	W(14, 2, queue), W(22, 2, vector), R(22, 2)

/* From reset to DRIVER and the features. */
#define FIND_DEVICE(features)                                                  \
	W(18, 1, 0), R(18, 1), R(18, 1), W(18, 1, 1), R(18, 1), W(18, 1, 3),   \
		R(0, 4), W(4, 4, features)

#define CONFIG_VECTOR W_MSIX(20, 2, 0), R(20, 2)
#define GO	      R(18, 1), W(18, 1, 7), R(18, 1)

static const struct boot_step net_steps[] = {
	FIND_DEVICE(0x10020),
	R4(20),		 R(24, 1),	    R(25, 1), /* mac */
	CONFIG_VECTOR,
	FIND_QUEUE(0),	 QUEUE_VECTOR(0, 1),
	FIND_QUEUE(1),	 QUEUE_VECTOR(1, 2),
	FIND_QUEUE(2),
	GO,
	R(30, 1),	 R(31, 1), /* link */
	{ 0 },
};

/* The same without MSI-X. */
static const struct boot_step net_intx_steps[] = {
	FIND_DEVICE(0x10020),
	R4(20), R(24, 1), R(25, 1), /* mac */
	FIND_QUEUE(0), FIND_QUEUE(1), FIND_QUEUE(2),
	GO,
	R(26, 1), R(27, 1), /* link */
	{ 0 },
};

static const struct boot_step blk_steps[] = {
	FIND_DEVICE(0x254),
	CONFIG_VECTOR,
	FIND_QUEUE(0), QUEUE_VECTOR(0, 1),
	R4(36), /* seg_max */
	R4(44), /* blk_size */
	R4(48), R4(52), /* topology */
	R4(68), R4(60), R4(64), R4(72), /* discard, write zeroes */
	R(56, 1), /* writeback */
	R4(24), R4(28), /* capacity */
	GO,
	{ 0 },
};

const struct boot_step *boot_steps(const char *type)
{
	if (!strcmp(type, "net"))
		return net_steps;
	if (!strcmp(type, "net-intx"))
		return net_intx_steps;
	return !strcmp(type, "blk") ? blk_steps : NULL;
}
