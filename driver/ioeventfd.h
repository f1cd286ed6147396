/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VFIO_DEVICE_IOEVENTFD on Queue Notify: an eventfd, such as KVM signals for a guest's
 * write, becomes a notification of one queue, with nobody in user space waking up.
 */
#ifndef VVP_IOEVENTFD_H
#define VVP_IOEVENTFD_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "legacy_bar.h"

/* As many as vfio-pci allows a device. */
#define IOEVENTFDS_MAX	1000

/**
 * struct ioeventfds - of one device; none but while it is open
 * @dev: where its notifications go
 * @work: makes those that have to sleep; one for all, so that a PF that does not
 *	answer keeps one worker at most
 * @lock: one change at a time; protects @number
 * @number: of the list
 * @list_lock: protects @list and who is pending; taken by wake-ups
 * @list: of all
 */
struct ioeventfds {
	struct legacy_dev *dev;
	struct work_struct work;
	struct mutex lock; /* one change at a time */
	unsigned int number;
	spinlock_t list_lock; /* protects what follows */
	struct list_head list;
};

void vvp_ioeventfds_init(struct ioeventfds *all, struct legacy_dev *dev);
void vvp_ioeventfds_flush(struct ioeventfds *all);
void vvp_ioeventfds_close(struct ioeventfds *all);
long vvp_ioeventfds_ioctl(struct ioeventfds *all, unsigned long arg);

#endif
