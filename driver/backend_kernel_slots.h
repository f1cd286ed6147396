/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PF that is driven by the kernel's virtio-pci: who may send a command to it
 * now, and how many are in flight.
 */
#ifndef VVP_BACKEND_KERNEL_SLOTS_H
#define VVP_BACKEND_KERNEL_SLOTS_H

#include <linux/kref.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/*
 * Commands of one PF at a time. virtio-pci spins while the queue is full, and a
 * command takes up to four of its descriptors.
 */
#define KERNEL_SLOTS	16

/**
 * struct kernel_pf - such a PF, shared by its VFs
 * @kref: of those who use it
 * @node: in the list of all
 * @virtio: its virtio device; held, so that it outlives every command
 * @unbinding: hears when the driver of @virtio comes and goes
 * @lock: protects what follows
 * @ready: @virtio has a driver, so the administration queue exists
 * @generation: how often it was without
 * @in_flight: slots that are taken
 * @abandoned: of these, those whose command nobody waits for any more
 * @changed: woken when one of them changes
 */
struct kernel_pf {
	struct kref kref;
	struct list_head node;
	struct device *virtio;
	struct notifier_block unbinding;
	spinlock_t lock; /* protects what follows */
	bool ready;
	u64 generation;
	unsigned int in_flight;
	unsigned int abandoned;
	wait_queue_head_t changed;
};

struct kernel_pf *vvp_kernel_pf_get(struct pci_dev *vf);
void vvp_kernel_pf_put(struct kernel_pf *pf);
int vvp_kernel_slot_get(struct kernel_pf *pf, bool (*wanted)(void *arg),
			void *arg);
void vvp_kernel_slot_unwanted(struct kernel_pf *pf);
void vvp_kernel_slot_abandon(struct kernel_pf *pf);
void vvp_kernel_slot_put(struct kernel_pf *pf, bool abandoned);

/* Has the PF its driver? A slot is asked for all the same. */
static inline bool vvp_kernel_pf_is_ready(const struct kernel_pf *pf)
{
	return READ_ONCE(pf->ready);
}

static inline u64 vvp_kernel_pf_generation(const struct kernel_pf *pf)
{
	return READ_ONCE(pf->generation);
}

#endif
