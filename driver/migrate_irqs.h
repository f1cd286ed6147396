/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whom a VMM wants to be signalled by MSI-X vectors that it sets while the device is
 * stopped: once it runs, each is, since the interrupt before the stop may be lost.
 */
#ifndef VVP_MIGRATE_IRQS_H
#define VVP_MIGRATE_IRQS_H

#include <linux/eventfd.h>
#include <linux/vfio_pci_core.h>

/**
 * struct migrate_irqs - eventfds by vector
 * @nr: size of @trigger
 * @trigger: held; NULL where there is none
 */
struct migrate_irqs {
	unsigned int nr;
	struct eventfd_ctx **trigger;
};

int vvp_migrate_irqs_keep(struct migrate_irqs *irqs,
			  const struct vfio_irq_set *set, const s32 *fds,
			  unsigned int vectors);
void vvp_migrate_irqs_drop(struct migrate_irqs *irqs);
void vvp_migrate_irqs_signal(struct migrate_irqs *irqs);

#endif
