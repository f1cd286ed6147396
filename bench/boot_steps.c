// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux 6.12 in a guest, its virtio_pci held to legacy: net with three queues and
 * three MSI-X vectors, blk with one queue and two. Of each access: is it a write,
 * offset, width, value.
 */
#include <stddef.h>
#include <string.h>

#include "boot.h"

#define PFN(queue) ((BOOT_MEMORY >> 12) + 0x10 * (queue))

static const struct boot_step net_steps[] = {
	/* reset, found, driver; features */
	{ true, 18, 1, 0 },
	{ false, 18, 1 },
	{ false, 18, 1 },
	{ true, 18, 1, 1 },
	{ false, 18, 1 },
	{ true, 18, 1, 3 },
	{ false, 0, 4 },
	{ true, 4, 4, 0x10020 },
	/* MAC */
	{ false, 20, 1 },
	{ false, 21, 1 },
	{ false, 22, 1 },
	{ false, 23, 1 },
	{ false, 24, 1 },
	{ false, 25, 1 },
	/* configuration vector */
	{ true, 20, 2, 0, true },
	{ false, 20, 2 },
	/* queue 0 */
	{ true, 14, 2, 0 },
	{ false, 12, 2 },
	{ true, 14, 2, 0 },
	{ false, 8, 4 },
	{ true, 14, 2, 0 },
	{ true, 8, 4, PFN(0) },
	{ true, 14, 2, 0 },
	{ true, 22, 2, 1 },
	{ false, 22, 2 },
	/* queue 1 */
	{ true, 14, 2, 1 },
	{ false, 12, 2 },
	{ true, 14, 2, 1 },
	{ false, 8, 4 },
	{ true, 14, 2, 1 },
	{ true, 8, 4, PFN(1) },
	{ true, 14, 2, 1 },
	{ true, 22, 2, 2 },
	{ false, 22, 2 },
	/* queue 2 */
	{ true, 14, 2, 2 },
	{ false, 12, 2 },
	{ true, 14, 2, 2 },
	{ false, 8, 4 },
	{ true, 14, 2, 2 },
	{ true, 8, 4, PFN(2) },
	/* live */
	{ false, 18, 1 },
	{ true, 18, 1, 7 },
	{ false, 18, 1 },
	/* link */
	{ false, 30, 1 },
	{ false, 31, 1 },
	{ 0 },
};

/* The same without MSI-X. */
static const struct boot_step net_intx_steps[] = {
	/* reset, found, driver; features */
	{ true, 18, 1, 0 },
	{ false, 18, 1 },
	{ false, 18, 1 },
	{ true, 18, 1, 1 },
	{ false, 18, 1 },
	{ true, 18, 1, 3 },
	{ false, 0, 4 },
	{ true, 4, 4, 0x10020 },
	/* MAC */
	{ false, 20, 1 },
	{ false, 21, 1 },
	{ false, 22, 1 },
	{ false, 23, 1 },
	{ false, 24, 1 },
	{ false, 25, 1 },
	/* queue 0 */
	{ true, 14, 2, 0 },
	{ false, 12, 2 },
	{ true, 14, 2, 0 },
	{ false, 8, 4 },
	{ true, 14, 2, 0 },
	{ true, 8, 4, PFN(0) },
	/* queue 1 */
	{ true, 14, 2, 1 },
	{ false, 12, 2 },
	{ true, 14, 2, 1 },
	{ false, 8, 4 },
	{ true, 14, 2, 1 },
	{ true, 8, 4, PFN(1) },
	/* queue 2 */
	{ true, 14, 2, 2 },
	{ false, 12, 2 },
	{ true, 14, 2, 2 },
	{ false, 8, 4 },
	{ true, 14, 2, 2 },
	{ true, 8, 4, PFN(2) },
	/* live */
	{ false, 18, 1 },
	{ true, 18, 1, 7 },
	{ false, 18, 1 },
	/* link */
	{ false, 26, 1 },
	{ false, 27, 1 },
	{ 0 },
};

static const struct boot_step blk_steps[] = {
	/* reset, found, driver; features */
	{ true, 18, 1, 0 },
	{ false, 18, 1 },
	{ false, 18, 1 },
	{ true, 18, 1, 1 },
	{ false, 18, 1 },
	{ true, 18, 1, 3 },
	{ false, 0, 4 },
	{ true, 4, 4, 0x254 },
	/* configuration vector */
	{ true, 20, 2, 0, true },
	{ false, 20, 2 },
	/* queue 0 */
	{ true, 14, 2, 0 },
	{ false, 12, 2 },
	{ true, 14, 2, 0 },
	{ false, 8, 4 },
	{ true, 14, 2, 0 },
	{ true, 8, 4, PFN(0) },
	{ true, 14, 2, 0 },
	{ true, 22, 2, 1 },
	{ false, 22, 2 },
	/* seg_max */
	{ false, 36, 1 },
	{ false, 37, 1 },
	{ false, 38, 1 },
	{ false, 39, 1 },
	/* blk_size */
	{ false, 44, 1 },
	{ false, 45, 1 },
	{ false, 46, 1 },
	{ false, 47, 1 },
	/* topology */
	{ false, 48, 1 },
	{ false, 49, 1 },
	{ false, 50, 1 },
	{ false, 51, 1 },
	{ false, 52, 1 },
	{ false, 53, 1 },
	{ false, 54, 1 },
	{ false, 55, 1 },
	/* discard and write zeroes */
	{ false, 68, 1 },
	{ false, 69, 1 },
	{ false, 70, 1 },
	{ false, 71, 1 },
	{ false, 60, 1 },
	{ false, 61, 1 },
	{ false, 62, 1 },
	{ false, 63, 1 },
	{ false, 64, 1 },
	{ false, 65, 1 },
	{ false, 66, 1 },
	{ false, 67, 1 },
	{ false, 72, 1 },
	{ false, 73, 1 },
	{ false, 74, 1 },
	{ false, 75, 1 },
	/* writeback */
	{ false, 56, 1 },
	/* capacity */
	{ false, 24, 1 },
	{ false, 25, 1 },
	{ false, 26, 1 },
	{ false, 27, 1 },
	{ false, 28, 1 },
	{ false, 29, 1 },
	{ false, 30, 1 },
	{ false, 31, 1 },
	/* live */
	{ false, 18, 1 },
	{ true, 18, 1, 7 },
	{ false, 18, 1 },
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
