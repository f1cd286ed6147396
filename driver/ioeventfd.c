// SPDX-License-Identifier: GPL-2.0-only
/* Eventfds that notify queues. */
#include <linux/bitops.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include <linux/virtio_pci.h>

#include "ioeventfd.h"

/**
 * struct ioeventfd - one of them
 * @node: in the list of all
 * @all: of the device
 * @data: as the VMM gave it
 * @pending: its notification is left to the worker
 * @virqfd: on whose wake-up it is
 */
struct ioeventfd {
	struct list_head node;
	struct ioeventfds *all;
	u64 data;
	bool pending;
	struct virqfd *virqfd;
};

/* The eventfd is signalled: interrupts are off, so what would sleep is left. */
static int signalled(void *opaque, void *unused)
{
	struct ioeventfd *event = opaque;
	struct ioeventfds *all = event->all;
	unsigned long flags;

	if (!vvp_legacy_io_enabled(all->dev) ||
	    vvp_doorbell_try_kick(&all->dev->session.doorbell, event->data))
		return 0;

	spin_lock_irqsave(&all->list_lock, flags);
	event->pending = true;
	spin_unlock_irqrestore(&all->list_lock, flags);
	queue_work(system_unbound_wq, &all->work);
	return 0;
}

/* Take the next one. It may be gone when it is being made. */
static bool take_pending(struct ioeventfds *all, u16 *queue)
{
	struct ioeventfd *event;
	bool found = false;

	spin_lock_irq(&all->list_lock);
	list_for_each_entry(event, &all->list, node) {
		if (!event->pending)
			continue;
		event->pending = false;
		*queue = event->data;
		found = true;
		break;
	}
	spin_unlock_irq(&all->list_lock);
	return found;
}

static void make_pending(struct work_struct *work)
{
	struct ioeventfds *all = container_of(work, struct ioeventfds, work);
	u16 queue;

	while (take_pending(all, &queue))
		if (vvp_legacy_io_enabled(all->dev))
			vvp_bar_notify(all->dev, queue);
}

/**
 * vvp_ioeventfds_init - set up, for as long as the VF is bound
 * @all: to set up
 * @dev: where the notifications go
 */
void vvp_ioeventfds_init(struct ioeventfds *all, struct legacy_dev *dev)
{
	all->dev = dev;
	all->number = 0;
	INIT_WORK(&all->work, make_pending);
	mutex_init(&all->lock);
	spin_lock_init(&all->list_lock);
	INIT_LIST_HEAD(&all->list);
}

/**
 * vvp_ioeventfds_flush - wait until what has been signalled is notified
 * @all: of an open device
 *
 * May sleep, for as long as one access may.
 */
void vvp_ioeventfds_flush(struct ioeventfds *all)
{
	flush_work(&all->work);
}

/* Return: whether its notification is still to be made. */
static bool remove(struct ioeventfds *all, struct ioeventfd *event)
{
	bool pending;

	/* After this it is not signalled any more. */
	vfio_virqfd_disable(&event->virqfd);
	spin_lock_irq(&all->list_lock);
	list_del(&event->node);
	pending = event->pending;
	spin_unlock_irq(&all->list_lock);
	all->number--;
	kfree(event);
	return pending;
}

/**
 * vvp_ioeventfds_close - remove all
 * @all: of a device that nobody accesses any more, but by these
 *
 * May sleep, for as long as one access may.
 */
void vvp_ioeventfds_close(struct ioeventfds *all)
{
	struct ioeventfd *event, *next;

	list_for_each_entry_safe(event, next, &all->list, node)
		remove(all, event);
	cancel_work_sync(&all->work);
}

static struct ioeventfd *find(struct ioeventfds *all, u64 data)
{
	struct ioeventfd *event;

	list_for_each_entry(event, &all->list, node)
		if (event->data == data)
			return event;
	return NULL;
}

static int add(struct ioeventfds *all, u64 data, int fd)
{
	struct ioeventfd *event;
	int ret;

	if (all->number >= IOEVENTFDS_MAX)
		return -ENOSPC;
	event = kzalloc(sizeof(*event), GFP_KERNEL_ACCOUNT);
	if (!event)
		return -ENOMEM;
	event->all = all;
	event->data = data;

	/* First of all in the list: the eventfd may have been signalled already. */
	spin_lock_irq(&all->list_lock);
	list_add(&event->node, &all->list);
	spin_unlock_irq(&all->list_lock);
	all->number++;
	ret = vfio_virqfd_enable(event, signalled, NULL, NULL, &event->virqfd,
				 fd);
	if (ret)
		remove(all, event);
	return ret;
}

static int change(struct ioeventfds *all, u64 data, int fd)
{
	struct ioeventfd *event;
	bool pending = false;
	int ret = 0;

	if (mutex_lock_killable(&all->lock))
		return -EINTR;
	event = find(all, data);
	if (fd >= 0)
		ret = event ? -EEXIST : add(all, data, fd);
	else if (event)
		pending = remove(all, event);
	else
		ret = -ENODEV;
	mutex_unlock(&all->lock);

	/* The guest has made it: what the VMM has taken away must not lose it. */
	if (pending && vvp_legacy_io_enabled(all->dev))
		vvp_bar_notify(all->dev, data);
	return ret;
}

/**
 * vvp_ioeventfds_ioctl - VFIO_DEVICE_IOEVENTFD
 * @all: of an open device
 * @arg: the ioctl's
 *
 * May sleep. Nothing is left to the core, which in Linux 6.12 looks a BAR below
 * zero up and fetches the argument once more: so there are none in other BARs.
 *
 * Return: 0 or what vfio-pci returns: -EINVAL, -EFAULT, -EEXIST, -ENODEV, -ENOSPC,
 * -ENOMEM, -EBADF; or -EINTR if the task is killed.
 */
long vvp_ioeventfds_ioctl(struct ioeventfds *all, unsigned long arg)
{
	static const u64 queue_notify =
		VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_BAR0_REGION_INDEX) +
		VIRTIO_PCI_QUEUE_NOTIFY;
	unsigned long minsz = offsetofend(struct vfio_device_ioeventfd, fd);
	struct vfio_device_ioeventfd event;

	if (copy_from_user(&event, (void __user *)arg, minsz))
		return -EFAULT;
	if (event.argsz < minsz || event.fd < -1 ||
	    event.flags != VFIO_DEVICE_IOEVENTFD_16 ||
	    event.offset != queue_notify)
		return -EINVAL;
	return change(all, event.data, event.fd);
}
