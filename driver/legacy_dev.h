/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy device that is made of a function: what lasts as long as the function is
 * bound, and what lasts for one session.
 */
#ifndef VVP_LEGACY_DEV_H
#define VVP_LEGACY_DEV_H

#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/vfio_pci_core.h>

#include "backend.h"
#include "command.h"
#include "doorbell.h"
#include "identity.h"
#include "intx.h"
#include "legacy_regs.h"
#include "stats.h"

/**
 * struct legacy_session - all that a guest can change: from open to close
 * @identity: what it set in the PCI header; vvp_identity_save()
 * @regs: its registers; of these vvp_guest_vectors_save()
 * @command: COMMAND, if it is not the function's; vvp_command_read()
 * @intx: the interrupt line; of it vvp_intx_line_save()
 * @doorbell: where notifications go
 * @no_msix: the guest has INTx alone
 * @was_reset: the function has been reset, which @regs has not heard of
 * @stale: the device may have lost its registers, which @regs has not heard of
 * @stopped: the device is, and no access reaches it
 * @loaded: @regs are another device's: when this one runs, it is to have from them what
 *	no device part has
 * @was_master: likewise it mastered the bus
 * @isr: likewise to be raised
 */
struct legacy_session {
	struct identity_state identity;
	struct legacy_regs regs;
	struct command command;
	struct intx intx;
	struct doorbell doorbell;
	bool no_msix;
	bool was_reset;
	bool stale;
	bool stopped;
	bool loaded;
	bool was_master;
	u8 isr;
};

/**
 * struct legacy_dev - the legacy device of a function
 * @core: the function
 * @type: its device type
 * @backend: the way to its registers
 * @bar_size: of BAR0
 * @stats: what is counted of the guest; allocated
 * @lock: one access at a time, and none while the interrupt type changes;
 *	protects @session.regs and whether @session.intx is on
 * @layout: read while an access goes by the layout that MSI-X gives, written while
 *	the function is being reset, whoever asked for that, and by commands that are
 *	no accesses. Inside of @lock and of the core's memory_lock
 * @layout_key: of its own, as a bus reset takes those of many VFs
 * @session: of the VMM that has it open
 */
struct legacy_dev {
	struct vfio_pci_core_device *core;
	const struct legacy_type *type;
	struct backend *backend;
	size_t bar_size;
	struct legacy_stats __percpu *stats;
	struct mutex lock; /* one access at a time */
	struct rw_semaphore layout;
	struct lock_class_key layout_key;
	struct legacy_session session;
};

void vvp_legacy_set_backend(struct legacy_dev *dev, struct backend *backend);
int vvp_legacy_init(struct legacy_dev *dev, struct vfio_pci_core_device *core,
		    const struct legacy_type *type, struct backend *backend);
void vvp_legacy_release(struct legacy_dev *dev);
int vvp_legacy_open(struct legacy_dev *dev, bool no_msix);
int vvp_legacy_clean(struct legacy_dev *dev);
void vvp_legacy_close(struct legacy_dev *dev);
void vvp_legacy_reset_prepare(struct legacy_dev *dev);
void vvp_legacy_reset_done(struct legacy_dev *dev);
void vvp_legacy_invalidate(struct legacy_dev *dev);

void vvp_legacy_catch_up_now(struct legacy_session *session);
int vvp_legacy_block(struct legacy_dev *dev);
void vvp_legacy_unblock(struct legacy_dev *dev);
long vvp_legacy_call_blocked(struct legacy_dev *dev, const void __user *from,
			     size_t size,
			     long (*call)(struct legacy_dev *dev, void *arg),
			     void *arg);
long vvp_legacy_core_ioctl(struct legacy_dev *dev, unsigned int cmd,
			   unsigned long arg, bool without_intx);
void vvp_legacy_become_master(struct legacy_dev *dev);
void vvp_legacy_status_written(struct legacy_dev *dev, u8 status);

/**
 * vvp_legacy_io_enabled - COMMAND.IO, as the guest set it
 * @dev: an open device
 */
static inline bool vvp_legacy_io_enabled(const struct legacy_dev *dev)
{
	return READ_ONCE(dev->session.identity.io_enabled);
}

/**
 * vvp_legacy_has_msix - the guest has MSI-X on, and with it the layout for that
 * @dev: a locked device
 */
static inline bool vvp_legacy_has_msix(const struct legacy_dev *dev)
{
	return dev->core->irq_type == VFIO_PCI_MSIX_IRQ_INDEX;
}

/* The registers hear of what befell the device since the last access. Often nothing. */
static inline void vvp_legacy_catch_up(struct legacy_session *session)
{
	if (unlikely(READ_ONCE(session->stale) ||
		     READ_ONCE(session->was_reset)))
		vvp_legacy_catch_up_now(session);
}

/**
 * vvp_legacy_lock - have the registers to oneself
 * @dev: an open device
 *
 * May sleep, for as long as accesses do.
 *
 * Return: 0, or -EINTR if the task is killed.
 */
static inline int vvp_legacy_lock(struct legacy_dev *dev)
{
	if (mutex_lock_killable(&dev->lock))
		return -EINTR;
	vvp_legacy_catch_up(&dev->session);
	return 0;
}

/**
 * vvp_legacy_unlock - undo vvp_legacy_lock()
 * @dev: a locked device
 */
static inline void vvp_legacy_unlock(struct legacy_dev *dev)
{
	mutex_unlock(&dev->lock);
}

/**
 * vvp_legacy_lock_layout - keep the layout, and keep resets away
 * @dev: a locked device
 *
 * Around each access to the device. What takes the core's memory_lock comes before
 * or after. May sleep, for as long as a reset does.
 *
 * Return: 0, or -EINTR if the task is killed.
 */
static inline int vvp_legacy_lock_layout(struct legacy_dev *dev)
{
	if (down_read_killable(&dev->layout))
		return -EINTR;
	vvp_legacy_catch_up(&dev->session);
	return 0;
}

/**
 * vvp_legacy_wait_layout - the same for a task that is being killed, too
 * @dev: a locked device
 *
 * Only a reset can have it meanwhile, and that comes to its end.
 */
static inline void vvp_legacy_wait_layout(struct legacy_dev *dev)
{
	down_read(&dev->layout);
	vvp_legacy_catch_up(&dev->session);
}

/**
 * vvp_legacy_unlock_layout - undo vvp_legacy_lock_layout()
 * @dev: the device
 */
static inline void vvp_legacy_unlock_layout(struct legacy_dev *dev)
{
	up_read(&dev->layout);
}

/**
 * vvp_legacy_lock_device - have the device to oneself: no access and no reset
 * @dev: an open device or not, locked or not, whose layout is not
 *
 * For commands that are no accesses. May sleep, for as long as an access or a reset does.
 *
 * Return: 0, or -EINTR if the task is killed.
 */
static inline int vvp_legacy_lock_device(struct legacy_dev *dev)
{
	return down_write_killable(&dev->layout);
}

/**
 * vvp_legacy_wait_device - the same for a task that is being killed, too
 * @dev: likewise
 */
static inline void vvp_legacy_wait_device(struct legacy_dev *dev)
{
	down_write(&dev->layout);
}

/**
 * vvp_legacy_unlock_device - undo vvp_legacy_lock_device()
 * @dev: the device
 */
static inline void vvp_legacy_unlock_device(struct legacy_dev *dev)
{
	up_write(&dev->layout);
}

#endif
