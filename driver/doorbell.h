/* SPDX-License-Identifier: GPL-2.0-only */
/* The notification address of a VF: chosen, mapped and rung. */
#ifndef VVP_DOORBELL_H
#define VVP_DOORBELL_H

#include <linux/vfio_pci_core.h>

#include "commands.h"

/**
 * struct doorbell - a mapped notification address, for one opening
 * @core: the VF
 * @addr: the address, or NULL if notifications have to be commands
 * @owner: it lies in a BAR of the owner, and is mapped by us
 */
struct doorbell {
	struct vfio_pci_core_device *core;
	void __iomem *addr;
	bool owner;
};

int doorbell_open(struct doorbell *doorbell, struct vfio_pci_core_device *core,
		  struct commands *commands);
void doorbell_close(struct doorbell *doorbell);
void doorbell_ring(struct doorbell *doorbell, u16 queue);
bool doorbell_ring_awake(struct doorbell *doorbell, u16 queue);
bool doorbell_try_ring(struct doorbell *doorbell, u16 queue);

/* Is there one? If not, notifications have to be commands. */
static inline bool doorbell_there(const struct doorbell *doorbell)
{
	return doorbell->addr;
}

#endif
