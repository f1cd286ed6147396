// SPDX-License-Identifier: GPL-2.0-only
/* The line: what raises it, and who is signalled. */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "intx.h"
#include "trace.h"

/**
 * vvp_intx_init - set the line of a VF up, for as long as the VF is bound
 * @intx: to set up, all zeros; the line is not in use
 * @core: the VF
 * @stats: the VF's
 */
void vvp_intx_init(struct intx *intx, struct vfio_pci_core_device *core,
		   struct legacy_stats __percpu *stats)
{
	intx->core = core;
	intx->stats = stats;
	spin_lock_init(&intx->lock);
}

/**
 * vvp_intx_open - a session begins
 * @intx: a line not in use
 */
void vvp_intx_open(struct intx *intx)
{
	vvp_intx_reset(intx);
}

/* Can the VMM be signalled at all? The guest may mask the line, too, by COMMAND. */
static bool deliverable(struct intx *intx)
{
	lockdep_assert_held(&intx->lock);

	return !intx->core->virq_disabled && rcu_access_pointer(intx->trigger);
}

static void account(struct intx *intx)
{
	this_cpu_inc(intx->stats->interrupts);
	trace_vvp_interrupt(intx->core->pdev, intx->line.isr);
}

/* Without the lock: the VMM may have made one eventfd of trigger and unmask. */
static void signal(struct intx *intx)
{
	struct eventfd_ctx *trigger;
	unsigned long flags;

	rcu_read_lock();
	trigger = rcu_dereference(intx->trigger);
	if (trigger)
		eventfd_signal(trigger);
	rcu_read_unlock();
	if (trigger)
		return;

	/* It went just now; the next one is signalled. */
	spin_lock_irqsave(&intx->lock, flags);
	intx->line.masked = false;
	spin_unlock_irqrestore(&intx->lock, flags);
}

/**
 * vvp_intx_raise - something has happened
 * @intx: the line
 * @isr: what to add to ISR status
 *
 * Any context.
 */
void vvp_intx_raise(struct intx *intx, u8 isr)
{
	unsigned long flags;
	bool now;

	spin_lock_irqsave(&intx->lock, flags);
	now = vvp_intx_line_raise(&intx->line, isr, deliverable(intx));
	if (now)
		account(intx);
	spin_unlock_irqrestore(&intx->lock, flags);
	if (now)
		signal(intx);
}

/**
 * vvp_intx_update - look at the line again: COMMAND may have unmasked it
 * @intx: the line
 */
void vvp_intx_update(struct intx *intx)
{
	vvp_intx_raise(intx, 0);
}

/**
 * vvp_intx_reset - the function has been reset
 * @intx: the line
 *
 * Any context.
 */
void vvp_intx_reset(struct intx *intx)
{
	unsigned long flags;

	spin_lock_irqsave(&intx->lock, flags);
	intx->line.isr = 0;
	spin_unlock_irqrestore(&intx->lock, flags);
}

/**
 * vvp_intx_read_isr - the guest reads ISR status, which lowers the line
 * @intx: the line
 */
u8 vvp_intx_read_isr(struct intx *intx)
{
	unsigned long flags;
	u8 isr;

	spin_lock_irqsave(&intx->lock, flags);
	isr = vvp_intx_line_read_isr(&intx->line);
	spin_unlock_irqrestore(&intx->lock, flags);
	return isr;
}

/**
 * vvp_intx_is_up - is the line up?
 * @intx: the line
 */
bool vvp_intx_is_up(struct intx *intx)
{
	return READ_ONCE(intx->line.isr);
}

/**
 * vvp_intx_get_line - the state of the line
 * @intx: the line
 * @line: filled in
 */
void vvp_intx_get_line(struct intx *intx, struct intx_line *line)
{
	unsigned long flags;

	spin_lock_irqsave(&intx->lock, flags);
	*line = intx->line;
	spin_unlock_irqrestore(&intx->lock, flags);
}

/**
 * vvp_intx_mask - the VMM does not want to be signalled for now
 * @intx: the line
 */
void vvp_intx_mask(struct intx *intx)
{
	unsigned long flags;

	spin_lock_irqsave(&intx->lock, flags);
	intx->line.masked = true;
	spin_unlock_irqrestore(&intx->lock, flags);
}

/* Return: whether the VMM is to be signalled now. */
static bool unmask(struct intx *intx)
{
	unsigned long flags;
	bool now;

	spin_lock_irqsave(&intx->lock, flags);
	now = vvp_intx_line_unmask(&intx->line, deliverable(intx));
	if (now)
		account(intx);
	spin_unlock_irqrestore(&intx->lock, flags);
	return now;
}

/**
 * vvp_intx_unmask - the VMM wants to be signalled again; at once if the line is up
 * @intx: the line
 */
void vvp_intx_unmask(struct intx *intx)
{
	if (unmask(intx))
		signal(intx);
}

/**
 * vvp_intx_test - signal the VMM as if there had been an interrupt
 * @intx: the line
 */
void vvp_intx_test(struct intx *intx)
{
	if (!intx->core->virq_disabled)
		signal(intx);
}

/* In the middle of the unmask eventfd's wakeup: signalling has to wait. */
static int unmask_event(void *opaque, void *unused)
{
	return unmask(opaque);
}

static void unmask_signal(void *opaque, void *unused)
{
	signal(opaque);
}

/**
 * vvp_intx_set_unmask - have an eventfd unmask the line
 * @intx: a line in use
 * @fd: the eventfd; negative: none any more
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
int vvp_intx_set_unmask(struct intx *intx, int fd)
{
	if (fd >= 0)
		return vfio_virqfd_enable(intx, unmask_event, unmask_signal, NULL,
					  &intx->unmask, fd);
	vfio_virqfd_disable(&intx->unmask);
	return 0;
}

/**
 * vvp_intx_set_trigger - signal another eventfd
 * @intx: the line
 * @trigger: the eventfd, taken over; or NULL
 *
 * May sleep. Calls must not overlap.
 */
void vvp_intx_set_trigger(struct intx *intx, struct eventfd_ctx *trigger)
{
	struct eventfd_ctx *old;

	old = rcu_replace_pointer(intx->trigger, trigger, true);
	if (old) {
		synchronize_rcu();
		eventfd_ctx_put(old);
	}
	vvp_intx_update(intx);
}

static irqreturn_t queue_interrupt(int irq, void *data)
{
	vvp_intx_raise(data, INTX_ISR_QUEUE);
	return IRQ_HANDLED;
}

static irqreturn_t config_interrupt(int irq, void *data)
{
	vvp_intx_raise(data, INTX_ISR_CONFIG);
	return IRQ_HANDLED;
}

/* The VF has a single vector. */
static irqreturn_t any_interrupt(int irq, void *data)
{
	vvp_intx_raise(data, INTX_ISR_QUEUE | INTX_ISR_CONFIG);
	return IRQ_HANDLED;
}

static irq_handler_t handler_of(const struct intx *intx, int vector)
{
	if (intx->vectors == 1)
		return any_interrupt;
	return vector == vvp_intx_queue_vector(intx) ? queue_interrupt :
						   config_interrupt;
}

static void free_vectors(struct intx *intx, int requested)
{
	struct pci_dev *pdev = intx->core->pdev;
	int i;

	for (i = 0; i < requested; i++) {
		free_irq(pci_irq_vector(pdev, i), intx);
		kfree(intx->names[i]);
		intx->names[i] = NULL;
	}
	down_write(&intx->core->memory_lock);
	pci_free_irq_vectors(pdev);
	up_write(&intx->core->memory_lock);
	intx->vectors = 0;
}

static int request_vector(struct intx *intx, int i)
{
	struct pci_dev *pdev = intx->core->pdev;
	int ret;

	intx->names[i] = kasprintf(GFP_KERNEL_ACCOUNT, "vfio-intx[%d](%s)", i,
				   pci_name(pdev));
	if (!intx->names[i])
		return -ENOMEM;
	ret = request_irq(pci_irq_vector(pdev, i), handler_of(intx, i), 0,
			  intx->names[i], intx);
	if (ret) {
		kfree(intx->names[i]);
		intx->names[i] = NULL;
	}
	return ret;
}

/**
 * vvp_intx_enable - take the line into use
 * @intx: a line not in use, of a VF whose MSI-X is not in use
 * @trigger: the eventfd to signal; or NULL. Taken over on success.
 *
 * May sleep. The VF's MSI-X is on afterwards; its vector registers are the
 * caller's business.
 *
 * Return: 0 or a negative errno.
 */
int vvp_intx_enable(struct intx *intx, struct eventfd_ctx *trigger)
{
	struct pci_dev *pdev = intx->core->pdev;
	int i, ret;

	/* As the core does: nobody may turn memory or power off meanwhile. */
	down_write(&intx->core->memory_lock);
	ret = pci_alloc_irq_vectors(pdev, 1, INTX_VECTORS, PCI_IRQ_MSIX);
	up_write(&intx->core->memory_lock);
	if (ret < 0)
		return ret;

	intx->vectors = ret;
	intx->line.masked = false;
	for (i = 0; i < intx->vectors; i++) {
		ret = request_vector(intx, i);
		if (ret) {
			free_vectors(intx, i);
			return ret;
		}
	}
	vvp_intx_set_trigger(intx, trigger);
	return 0;
}

/**
 * vvp_intx_disable - undo vvp_intx_enable(), if it was called
 * @intx: the line
 *
 * May sleep.
 */
void vvp_intx_disable(struct intx *intx)
{
	if (!vvp_intx_is_on(intx))
		return;
	free_vectors(intx, intx->vectors);
	vfio_virqfd_disable(&intx->unmask);
	vvp_intx_set_trigger(intx, NULL);
	vvp_intx_reset(intx);
}
