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

#include "counters.h"

/* One vector for configuration changes, one for all queues. */
#define INTX_VECTORS	2

/* ISR status (virtio 1.4, "ISR status capability") */
#define INTX_ISR_QUEUE	1
#define INTX_ISR_CONFIG	2

/**
 * struct intx - the interrupt line of a VF
 * @core: the VF
 * @counters: the VF's
 * @vectors: MSI-X vectors that are ours; 0 while the line is not in use
 * @names: of their interrupts
 * @unmask: an eventfd that unmasks the line, or NULL
 * @trigger: the eventfd that the line raises, or NULL
 * @lock: protects what follows; taken by interrupt handlers
 * @isr: ISR status; the line is up while it is not 0
 * @masked: told, and not to be told again before the VMM unmasks it
 */
struct intx {
	struct vfio_pci_core_device *core;
	struct counters __percpu *counters;
	int vectors;
	char *names[INTX_VECTORS];
	struct virqfd *unmask;
	struct eventfd_ctx __rcu *trigger;
	spinlock_t lock; /* protects what follows */
	u8 isr;
	bool masked;
};

void intx_init(struct intx *intx, struct vfio_pci_core_device *core,
	       struct counters __percpu *counters);
void intx_open(struct intx *intx);
int intx_enable(struct intx *intx, struct eventfd_ctx *trigger);
void intx_disable(struct intx *intx);
void intx_set_trigger(struct intx *intx, struct eventfd_ctx *trigger);
int intx_set_unmask(struct intx *intx, int fd);
void intx_mask(struct intx *intx);
void intx_unmask(struct intx *intx);
void intx_test(struct intx *intx);
void intx_raise(struct intx *intx, u8 isr);
void intx_update(struct intx *intx);
void intx_reset(struct intx *intx);
u8 intx_read_isr(struct intx *intx);
bool intx_pending(struct intx *intx);

/* Is the line in use? Under the lock of BAR0. */
static inline bool intx_enabled(const struct intx *intx)
{
	return intx->vectors;
}

/* Which of our vectors is to tell of configuration changes, which of queues? */
static inline u16 intx_config_vector(const struct intx *intx)
{
	return 0;
}

static inline u16 intx_queue_vector(const struct intx *intx)
{
	return intx->vectors - 1;
}

#endif
