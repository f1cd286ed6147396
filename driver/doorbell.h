/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Driver notifications ("kicks"): to the notification address, if there is one, and in
 * order with what was written before by another way.
 */
#ifndef VVP_DOORBELL_H
#define VVP_DOORBELL_H

#include <linux/vfio_pci_core.h>

#include "backend.h"
#include "stats.h"

/**
 * struct doorbell - the mapped notification address of a function, for one session
 * @core: the function
 * @backend: the way to its registers
 * @stats: the function's
 * @addr: the address for all queues, or NULL if they have @backend's doorbells, or
 *	notifications have to be accesses like others
 * @owner: it lies in a BAR of the owner, and is mapped by us
 */
struct doorbell {
	struct vfio_pci_core_device *core;
	struct backend *backend;
	struct legacy_stats __percpu *stats;
	void __iomem *addr;
	bool owner;
};

void vvp_doorbell_init(struct doorbell *doorbell,
		       struct vfio_pci_core_device *core,
		       struct backend *backend,
		       struct legacy_stats __percpu *stats);
int vvp_doorbell_open(struct doorbell *doorbell);
void vvp_doorbell_close(struct doorbell *doorbell);
bool vvp_doorbell_kick(struct doorbell *doorbell, u16 queue);
bool vvp_doorbell_kick_held(struct doorbell *doorbell, u16 queue);
bool vvp_doorbell_try_kick(struct doorbell *doorbell, u16 queue);
void vvp_doorbell_account(struct doorbell *doorbell, u16 queue,
			  enum kick_path path);

#endif
