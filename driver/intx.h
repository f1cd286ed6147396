/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * INTx for a VF, which has none: a level made of ISR status, raised by MSI-X
 * vectors of the VF that the VMM does not see.
 */
#ifndef VVP_INTX_H
#define VVP_INTX_H

#include <linux/eventfd.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>
#include <linux/vfio_pci_core.h>

#include "intx_line.h"
#include "stats.h"

/* One vector for configuration changes, one for all queues. */
#define INTX_VECTORS	2

/**
 * struct intx - the interrupt line of a VF
 * @core: the VF
 * @stats: the VF's
 * @vectors: MSI-X vectors that are ours; 0 while the line is not in use
 * @names: of their interrupts
 * @unmask: an eventfd that unmasks the line, or NULL
 * @trigger: the eventfd that the line raises, or NULL
 * @lock: protects what follows; taken by interrupt handlers
 * @line: its state, which the guest and the device change
 */
struct intx {
	struct vfio_pci_core_device *core;
	struct legacy_stats __percpu *stats;
	int vectors;
	char *names[INTX_VECTORS];
	struct virqfd *unmask;
	struct eventfd_ctx __rcu *trigger;
	spinlock_t lock; /* protects what follows */
	struct intx_line line;
};

void vvp_intx_init(struct intx *intx, struct vfio_pci_core_device *core,
		   struct legacy_stats __percpu *stats);
void vvp_intx_open(struct intx *intx);
int vvp_intx_enable(struct intx *intx, struct eventfd_ctx *trigger);
void vvp_intx_disable(struct intx *intx);
void vvp_intx_set_trigger(struct intx *intx, struct eventfd_ctx *trigger);
int vvp_intx_set_unmask(struct intx *intx, int fd);
void vvp_intx_mask(struct intx *intx);
void vvp_intx_unmask(struct intx *intx);
void vvp_intx_test(struct intx *intx);
void vvp_intx_raise(struct intx *intx, u8 isr);
void vvp_intx_update(struct intx *intx);
void vvp_intx_reset(struct intx *intx);
u8 vvp_intx_read_isr(struct intx *intx);
bool vvp_intx_is_up(struct intx *intx);
void vvp_intx_get_line(struct intx *intx, struct intx_line *line);

/* Is the line in use? Under the lock of BAR0. */
static inline bool vvp_intx_is_on(const struct intx *intx)
{
	return intx->vectors;
}

/* Which of our vectors is for configuration changes, which of queues? */
static inline u16 vvp_intx_config_vector(const struct intx *intx)
{
	return 0;
}

static inline u16 vvp_intx_queue_vector(const struct intx *intx)
{
	return intx->vectors - 1;
}

#endif
