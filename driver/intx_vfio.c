// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_GET_IRQ_INFO and VFIO_DEVICE_SET_IRQS: the core's, and INTx as the
 * core would have it for a function that has one.
 */
#include <linux/eventfd.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

#include "intx_vfio.h"

/* What one interrupt can come with. */
union irq_payload {
	u8 on;
	s32 fd;
};

static bool is_free(const struct legacy_dev *dev)
{
	return dev->core->irq_type == VFIO_PCI_NUM_IRQS;
}

/* As the core has it for a function without. */
static long get_no_msix_info(struct legacy_dev *dev, unsigned long arg)
{
	struct vfio_irq_info __user *info = (void __user *)arg;
	long ret;

	ret = vfio_pci_core_ioctl(&dev->core->vdev, VFIO_DEVICE_GET_IRQ_INFO,
				  arg);
	return !ret && put_user(0, &info->count) ? -EFAULT : ret;
}

/**
 * vvp_intx_get_info - VFIO_DEVICE_GET_IRQ_INFO
 * @dev: an open device
 * @arg: the ioctl's
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
long vvp_intx_get_info(struct legacy_dev *dev, unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_irq_info, count);
	void __user *uarg = (void __user *)arg;
	struct vfio_irq_info info;

	if (copy_from_user(&info, uarg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	if (info.index == VFIO_PCI_MSIX_IRQ_INDEX && dev->session.no_msix)
		return get_no_msix_info(dev, arg);
	if (info.index != VFIO_PCI_INTX_IRQ_INDEX)
		return vfio_pci_core_ioctl(&dev->core->vdev,
					   VFIO_DEVICE_GET_IRQ_INFO, arg);

	info.flags = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
		     VFIO_IRQ_INFO_AUTOMASKED;
	info.count = 1;
	return copy_to_user(uarg, &info, minsz) ? -EFAULT : 0;
}

static int enable(struct legacy_dev *dev, struct eventfd_ctx *trigger)
{
	int ret = vvp_intx_enable(&dev->session.intx, trigger);

	if (ret)
		return ret;
	vvp_legacy_wait_layout(dev);
	vvp_regs_take_vectors(&dev->session.regs);
	vvp_legacy_unlock_layout(dev);
	return 0;
}

static void disable(struct legacy_dev *dev)
{
	vvp_legacy_wait_layout(dev);
	vvp_regs_give_vectors_back(&dev->session.regs);
	vvp_legacy_unlock_layout(dev);
	vvp_intx_disable(&dev->session.intx);
}

static int set_trigger(struct legacy_dev *dev, s32 fd)
{
	struct eventfd_ctx *trigger = NULL;
	int ret = 0;

	if (fd >= 0) {
		trigger = eventfd_ctx_fdget(fd);
		if (IS_ERR(trigger))
			return PTR_ERR(trigger);
	}

	if (vvp_intx_is_on(&dev->session.intx))
		vvp_intx_set_trigger(&dev->session.intx, trigger);
	else
		ret = enable(dev, trigger);
	if (ret && trigger)
		eventfd_ctx_put(trigger);
	return ret;
}

static int set_action_trigger(struct legacy_dev *dev,
			      const struct vfio_irq_set *set,
			      const union irq_payload *data)
{
	u32 type = set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK;

	if (!set->count && type == VFIO_IRQ_SET_DATA_NONE &&
	    vvp_intx_is_on(&dev->session.intx)) {
		disable(dev);
		return 0;
	}
	if (!is_free(dev) || set->start != 0 || set->count != 1)
		return -EINVAL;
	if (type == VFIO_IRQ_SET_DATA_EVENTFD)
		return set_trigger(dev, data->fd);
	if (!vvp_intx_is_on(&dev->session.intx))
		return -EINVAL;
	if (type == VFIO_IRQ_SET_DATA_NONE || data->on)
		vvp_intx_test(&dev->session.intx);
	return 0;
}

static int set_action_mask(struct legacy_dev *dev,
			   const struct vfio_irq_set *set,
			   const union irq_payload *data)
{
	bool mask = set->flags & VFIO_IRQ_SET_ACTION_MASK;

	if (!vvp_intx_is_on(&dev->session.intx) || set->start != 0 || set->count != 1)
		return -EINVAL;

	switch (set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return mask ? -ENOTTY : vvp_intx_set_unmask(&dev->session.intx, data->fd);
	case VFIO_IRQ_SET_DATA_BOOL:
		if (!data->on)
			return 0;
		break;
	}
	if (mask)
		vvp_intx_mask(&dev->session.intx);
	else
		vvp_intx_unmask(&dev->session.intx);
	return 0;
}

static int set_intx(struct legacy_dev *dev, const struct vfio_irq_set *set,
		    const union irq_payload *data)
{
	switch (set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
	case VFIO_IRQ_SET_ACTION_MASK:
	case VFIO_IRQ_SET_ACTION_UNMASK:
		return set_action_mask(dev, set, data);
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		return set_action_trigger(dev, set, data);
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

/* Rarely more than a look: a loaded device may have vectors of where it was before. */
static void msix_may_be_on(struct legacy_dev *dev)
{
	if (vvp_legacy_lock(dev))
		return;
	if (vvp_legacy_has_msix(dev) && !vvp_intx_is_on(&dev->session.intx) &&
	    dev->session.regs.vectors.sent.ours) {
		vvp_legacy_wait_layout(dev);
		vvp_regs_msix_is_on(&dev->session.regs);
		vvp_legacy_unlock_layout(dev);
	}
	vvp_legacy_unlock(dev);
}

static long set_core_irqs(struct legacy_dev *dev, unsigned long arg, u32 index)
{
	long ret = vvp_legacy_core_ioctl(dev, VFIO_DEVICE_SET_IRQS, arg,
					 is_msi(index));

	if (!ret && index == VFIO_PCI_MSIX_IRQ_INDEX)
		msix_may_be_on(dev);
	return ret;
}

/**
 * vvp_intx_set_irqs - VFIO_DEVICE_SET_IRQS
 * @dev: an open device
 * @arg: the ioctl's
 *
 * May sleep, as accesses do. Keeps accesses to the BAR away meanwhile.
 *
 * Return: 0 or a negative errno.
 */
long vvp_intx_set_irqs(struct legacy_dev *dev, unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_irq_set, count);
	void __user *uarg = (void __user *)arg;
	union irq_payload data = {};
	struct vfio_irq_set set;
	size_t size = 0;
	long ret;

	if (copy_from_user(&set, uarg, minsz))
		return -EFAULT;
	if (set.index == VFIO_PCI_MSIX_IRQ_INDEX && dev->session.no_msix)
		return -EINVAL;
	if (set.index != VFIO_PCI_INTX_IRQ_INDEX)
		return set_core_irqs(dev, arg, set.index);

	ret = vfio_set_irqs_validate_and_prepare(&set, 1, VFIO_PCI_NUM_IRQS,
						 &size);
	if (ret)
		return ret;
	if (copy_from_user(&data, uarg + minsz, min(size, sizeof(data))))
		return -EFAULT;

	ret = vvp_legacy_block(dev);
	if (ret)
		return ret;
	ret = set_intx(dev, &set, &data);
	vvp_legacy_unblock(dev);
	return ret;
}
