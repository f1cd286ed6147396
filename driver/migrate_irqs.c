// SPDX-License-Identifier: GPL-2.0-only
/* Eventfds that the core has too, but lets nobody signal. */
#include <linux/slab.h>

#include "migrate_irqs.h"

static int make_room(struct migrate_irqs *irqs, unsigned int vectors)
{
	if (irqs->trigger)
		return 0;
	irqs->trigger = kvcalloc(vectors, sizeof(*irqs->trigger),
				 GFP_KERNEL_ACCOUNT);
	if (!irqs->trigger)
		return -ENOMEM;
	irqs->nr = vectors;
	return 0;
}

static void put(struct migrate_irqs *irqs, unsigned int vector)
{
	if (irqs->trigger[vector])
		eventfd_ctx_put(irqs->trigger[vector]);
	irqs->trigger[vector] = NULL;
}

/**
 * vvp_migrate_irqs_keep - a VMM has set MSI-X vectors
 * @irqs: what is kept
 * @set: what it set, which the core has taken: with VFIO_IRQ_SET_DATA_EVENTFD and
 *	VFIO_IRQ_SET_ACTION_TRIGGER, or all off
 * @fds: of eventfds, @set->count of them
 * @vectors: that the function has
 *
 * May sleep. Nothing here is trusted: a VMM that has changed its eventfds meanwhile gets
 * those signalled that it has now.
 *
 * Return: 0 or -ENOMEM.
 */
int vvp_migrate_irqs_keep(struct migrate_irqs *irqs,
			  const struct vfio_irq_set *set, const s32 *fds,
			  unsigned int vectors)
{
	struct eventfd_ctx *trigger;
	unsigned int i;
	int ret;

	if (!set->count) {
		vvp_migrate_irqs_drop(irqs);
		return 0;
	}
	ret = make_room(irqs, vectors);
	if (ret)
		return ret;
	for (i = 0; i < set->count && set->start + i < irqs->nr; i++) {
		put(irqs, set->start + i);
		trigger = fds[i] < 0 ? NULL : eventfd_ctx_fdget(fds[i]);
		if (!IS_ERR(trigger))
			irqs->trigger[set->start + i] = trigger;
	}
	return 0;
}

/**
 * vvp_migrate_irqs_drop - keep nothing
 * @irqs: what is kept
 */
void vvp_migrate_irqs_drop(struct migrate_irqs *irqs)
{
	unsigned int i;

	for (i = 0; i < irqs->nr; i++)
		put(irqs, i);
	kvfree(irqs->trigger);
	irqs->trigger = NULL;
	irqs->nr = 0;
}

/**
 * vvp_migrate_irqs_signal - signal each, and keep nothing
 * @irqs: what is kept
 */
void vvp_migrate_irqs_signal(struct migrate_irqs *irqs)
{
	unsigned int i;

	for (i = 0; i < irqs->nr; i++)
		if (irqs->trigger[i])
			eventfd_signal(irqs->trigger[i]);
	vvp_migrate_irqs_drop(irqs);
}
