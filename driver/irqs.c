// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_GET_IRQ_INFO and VFIO_DEVICE_SET_IRQS: the core's, and INTx as the
 * core would have it for a function that has one.
 */
#include <linux/eventfd.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

#include "frozen.h"
#include "irqs.h"

/* What one interrupt can come with. */
union irq_payload {
	u8 on;
	s32 fd;
};

static bool is_free(const struct legacy_bar *bar)
{
	return bar->core->irq_type == VFIO_PCI_NUM_IRQS;
}

/**
 * irqs_get_info - VFIO_DEVICE_GET_IRQ_INFO
 * @bar: an open BAR
 * @arg: the ioctl's
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
long irqs_get_info(struct legacy_bar *bar, unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_irq_info, count);
	void __user *uarg = (void __user *)arg;
	struct vfio_irq_info info;

	if (copy_from_user(&info, uarg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	if (info.index != VFIO_PCI_INTX_IRQ_INDEX)
		return vfio_pci_core_ioctl(&bar->core->vdev,
					   VFIO_DEVICE_GET_IRQ_INFO, arg);

	info.flags = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
		     VFIO_IRQ_INFO_AUTOMASKED;
	info.count = 1;
	return copy_to_user(uarg, &info, minsz) ? -EFAULT : 0;
}

static int enable(struct legacy_bar *bar, struct eventfd_ctx *trigger)
{
	struct intx *intx = &bar->intx;
	int ret;

	ret = intx_enable(intx, trigger);
	if (ret)
		return ret;
	vectors_take(&bar->vectors, intx_config_vector(intx),
		     intx_queue_vector(intx), commands_deadline());
	shadow_lose_selection(&bar->shadow);
	/* What happened while nobody was told: too much does no harm. */
	if (bar->vectors.live)
		intx_raise(intx, INTX_ISR_QUEUE | INTX_ISR_CONFIG);
	return 0;
}

static void disable(struct legacy_bar *bar)
{
	vectors_give_back(&bar->vectors, commands_deadline());
	shadow_lose_selection(&bar->shadow);
	/* The registers go with MSI-X. */
	commands_quiet(&bar->commands);
	intx_disable(&bar->intx);
}

static int set_trigger(struct legacy_bar *bar, s32 fd)
{
	struct eventfd_ctx *trigger = NULL;
	int ret = 0;

	if (fd >= 0) {
		trigger = eventfd_ctx_fdget(fd);
		if (IS_ERR(trigger))
			return PTR_ERR(trigger);
	}

	if (intx_enabled(&bar->intx))
		intx_set_trigger(&bar->intx, trigger);
	else
		ret = enable(bar, trigger);
	if (ret && trigger)
		eventfd_ctx_put(trigger);
	return ret;
}

static int set_action_trigger(struct legacy_bar *bar,
			      const struct vfio_irq_set *set,
			      const union irq_payload *data)
{
	u32 type = set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK;

	if (!set->count && type == VFIO_IRQ_SET_DATA_NONE &&
	    intx_enabled(&bar->intx)) {
		disable(bar);
		return 0;
	}
	if (!is_free(bar) || set->start != 0 || set->count != 1)
		return -EINVAL;
	if (type == VFIO_IRQ_SET_DATA_EVENTFD)
		return set_trigger(bar, data->fd);
	if (!intx_enabled(&bar->intx))
		return -EINVAL;
	if (type == VFIO_IRQ_SET_DATA_NONE || data->on)
		intx_test(&bar->intx);
	return 0;
}

static int set_action_mask(struct legacy_bar *bar,
			   const struct vfio_irq_set *set,
			   const union irq_payload *data)
{
	bool mask = set->flags & VFIO_IRQ_SET_ACTION_MASK;

	if (!intx_enabled(&bar->intx) || set->start != 0 || set->count != 1)
		return -EINVAL;

	switch (set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return mask ? -ENOTTY : intx_set_unmask(&bar->intx, data->fd);
	case VFIO_IRQ_SET_DATA_BOOL:
		if (!data->on)
			return 0;
		break;
	}
	if (mask)
		intx_mask(&bar->intx);
	else
		intx_unmask(&bar->intx);
	return 0;
}

static int set_intx(struct legacy_bar *bar, const struct vfio_irq_set *set,
		    const union irq_payload *data)
{
	switch (set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
	case VFIO_IRQ_SET_ACTION_MASK:
	case VFIO_IRQ_SET_ACTION_UNMASK:
		return set_action_mask(bar, set, data);
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		return set_action_trigger(bar, set, data);
	default:
		return -ENOTTY;
	}
}

/* MSI-X may be switched on only when INTx is off, as for any other function. */
static bool is_msi(u32 index)
{
	return index == VFIO_PCI_MSI_IRQ_INDEX ||
	       index == VFIO_PCI_MSIX_IRQ_INDEX;
}

/**
 * irqs_set - VFIO_DEVICE_SET_IRQS
 * @bar: an open BAR
 * @arg: the ioctl's
 *
 * May sleep, as commands do. Keeps accesses to the BAR away meanwhile.
 *
 * Return: 0 or a negative errno.
 */
long irqs_set(struct legacy_bar *bar, unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_irq_set, count);
	void __user *uarg = (void __user *)arg;
	union irq_payload data = {};
	struct vfio_irq_set set;
	size_t size = 0;
	long ret;

	if (copy_from_user(&set, uarg, minsz))
		return -EFAULT;
	if (set.index != VFIO_PCI_INTX_IRQ_INDEX)
		return frozen_ioctl(bar, VFIO_DEVICE_SET_IRQS, arg,
				    is_msi(set.index));

	ret = vfio_set_irqs_validate_and_prepare(&set, 1, VFIO_PCI_NUM_IRQS,
						 &size);
	if (ret)
		return ret;
	if (copy_from_user(&data, uarg + minsz, min(size, sizeof(data))))
		return -EFAULT;

	ret = legacy_bar_freeze(bar);
	if (ret)
		return ret;
	ret = set_intx(bar, &set, &data);
	legacy_bar_thaw(bar);
	return ret;
}
