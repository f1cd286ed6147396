// SPDX-License-Identifier: GPL-2.0-only
/* The life of the legacy device: sessions, resets, and when accesses are blocked. */
#include <linux/pagemap.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include <linux/virtio_config.h>

#include "legacy_dev.h"

/* A VMM can take pages away as fast as they are brought; then it has its error. */
#define BLOCKED_TRIES	3

/**
 * vvp_legacy_set_backend - take a way to the registers
 * @dev: one that is not open
 * @backend: the way; taken over
 *
 * May sleep while the function is being reset, which is told to the one it has.
 */
void vvp_legacy_set_backend(struct legacy_dev *dev, struct backend *backend)
{
	backend->command = &dev->session.command;
	down_write(&dev->layout);
	dev->backend = backend;
	dev->session.doorbell.backend = backend;
	up_write(&dev->layout);
}

/**
 * vvp_legacy_init - set up, for as long as the function is bound
 * @dev: to set up, all zeros
 * @core: the function
 * @type: its device type
 * @backend: the way to its registers; taken over on success
 *
 * Return: 0 or -ENOMEM.
 */
int vvp_legacy_init(struct legacy_dev *dev, struct vfio_pci_core_device *core,
		    const struct legacy_type *type, struct backend *backend)
{
	dev->stats = alloc_percpu(struct legacy_stats);
	if (!dev->stats)
		return -ENOMEM;
	dev->core = core;
	dev->type = type;
	dev->bar_size = vvp_legacy_bar_size(type);
	vvp_identity_reset(&dev->session.identity);
	vvp_intx_init(&dev->session.intx, core, dev->stats);
	vvp_command_init(&dev->session.command, core);
	vvp_doorbell_init(&dev->session.doorbell, core, backend, dev->stats);
	mutex_init(&dev->lock);
	lockdep_register_key(&dev->layout_key);
	init_rwsem(&dev->layout);
	lockdep_set_class(&dev->layout, &dev->layout_key);
	vvp_legacy_set_backend(dev, backend);
	return 0;
}

/**
 * vvp_legacy_release - undo vvp_legacy_init()
 * @dev: one that is not open
 *
 * May sleep.
 */
void vvp_legacy_release(struct legacy_dev *dev)
{
	vvp_backend_release(dev->backend);
	lockdep_unregister_key(&dev->layout_key);
	mutex_destroy(&dev->lock);
	free_percpu(dev->stats);
}

/* The function may be reset by others at any time: not while it is set up. */
static int open_backend(struct legacy_dev *dev)
{
	int ret;

	if (dev->backend->ops->by_memory)
		vvp_command_open(&dev->session.command);
	down_write(&dev->layout);
	ret = vvp_backend_open(dev->backend);
	up_write(&dev->layout);
	if (ret)
		vvp_command_close(&dev->session.command);
	return ret;
}

static void close_backend(struct legacy_dev *dev)
{
	down_write(&dev->layout);
	vvp_backend_close(dev->backend);
	up_write(&dev->layout);
	vvp_command_close(&dev->session.command);
}

/**
 * vvp_legacy_open - a session begins
 * @dev: of a function that is enabled
 * @no_msix: the guest is not to have MSI-X
 *
 * May sleep, as accesses do. The configuration space begins its session itself.
 *
 * Return: 0 or what vvp_doorbell_open() or vvp_backend_open() returns.
 */
int vvp_legacy_open(struct legacy_dev *dev, bool no_msix)
{
	struct legacy_session *session = &dev->session;
	int ret;

	session->no_msix = no_msix;
	session->was_reset = false;
	session->stale = false;
	session->stopped = false;
	session->loaded = false;
	session->isr = 0;
	vvp_intx_open(&session->intx);
	vvp_regs_open(&session->regs, dev->type, dev->backend, &session->intx);
	ret = open_backend(dev);
	if (ret)
		return ret;
	ret = vvp_doorbell_open(&session->doorbell);
	if (ret)
		close_backend(dev);
	return ret;
}

/**
 * vvp_legacy_close - the session ends
 * @dev: one that nobody accesses any more
 *
 * May sleep, as accesses do.
 */
void vvp_legacy_close(struct legacy_dev *dev)
{
	close_backend(dev);
	vvp_intx_disable(&dev->session.intx);
	vvp_doorbell_close(&dev->session.doorbell);
}

/**
 * vvp_legacy_clean - leave nothing of an earlier session in the device
 * @dev: of a function that is enabled for a session that has no legacy interface
 *
 * For one that VFIO cannot reset, if that can be done here: it would go on with the
 * queues of an earlier guest as soon as the next one switches bus mastering on.
 * May sleep, as accesses do.
 *
 * Return: 0, or as vvp_backend_open().
 */
int vvp_legacy_clean(struct legacy_dev *dev)
{
	int ret;

	if (dev->core->reset_works || !dev->backend->ops->by_memory)
		return 0;
	ret = open_backend(dev);
	if (!ret)
		close_backend(dev);
	return ret;
}

/**
 * vvp_legacy_reset_prepare - the function is about to be reset
 * @dev: open or not
 *
 * May sleep, for as long as one access may. The core may hold its locks.
 */
void vvp_legacy_reset_prepare(struct legacy_dev *dev)
{
	down_write(&dev->layout);
	vvp_backend_reset(dev->backend);
}

/**
 * vvp_legacy_reset_done - the function has been reset
 * @dev: open or not
 */
void vvp_legacy_reset_done(struct legacy_dev *dev)
{
	WRITE_ONCE(dev->session.was_reset, true);
	vvp_command_reset(&dev->session.command);
	vvp_intx_reset(&dev->session.intx);
	up_write(&dev->layout);
}

/**
 * vvp_legacy_invalidate - the device may have lost its registers, or not
 * @dev: open or not
 *
 * Any context.
 */
void vvp_legacy_invalidate(struct legacy_dev *dev)
{
	WRITE_ONCE(dev->session.stale, true);
}

/** vvp_legacy_catch_up_now - see vvp_legacy_lock() */
void vvp_legacy_catch_up_now(struct legacy_session *session)
{
	if (READ_ONCE(session->stale)) {
		WRITE_ONCE(session->stale, false);
		vvp_reg_cache_invalidate(&session->regs.cache);
	}
	if (!READ_ONCE(session->was_reset))
		return;
	WRITE_ONCE(session->was_reset, false);
	vvp_regs_reset(&session->regs);
}

/**
 * vvp_legacy_block - keep accesses away while the layout may change
 * @dev: an open device
 *
 * To be held over whatever switches MSI-X on or off or resets the function: an
 * access cut by one layout must not reach a device that has the other, which
 * would have to fail it. May sleep, for as long as accesses do.
 *
 * Return: 0, or -EINTR if the task is killed.
 */
int vvp_legacy_block(struct legacy_dev *dev)
{
	int ret = vvp_legacy_lock(dev);

	if (!ret)
		vvp_backend_drain(dev->backend);
	return ret;
}

/**
 * vvp_legacy_unblock - undo vvp_legacy_block()
 * @dev: a blocked device
 */
void vvp_legacy_unblock(struct legacy_dev *dev)
{
	vvp_legacy_unlock(dev);
}

/**
 * vvp_legacy_call_blocked - call what takes from user memory, with accesses blocked
 * @dev: an open device
 * @from: the user memory that it takes
 * @size: number of bytes there
 * @call: the function
 * @arg: its argument
 *
 * May sleep. User memory may take as long to come as the VMM likes (userfaultfd),
 * which must not keep others from the registers: it is brought first, and @call has
 * to go without.
 *
 * Return: what @call returns; -EINTR if the task is being killed.
 */
long vvp_legacy_call_blocked(struct legacy_dev *dev, const void __user *from,
			     size_t size,
			     long (*call)(struct legacy_dev *dev, void *arg),
			     void *arg)
{
	int tries = BLOCKED_TRIES;
	long ret;

	do {
		fault_in_readable(from, min_t(size_t, size, SZ_64K));
		ret = vvp_legacy_block(dev);
		if (ret)
			return ret;
		pagefault_disable();
		ret = call(dev, arg);
		pagefault_enable();
		vvp_legacy_unblock(dev);
	} while (ret == -EFAULT && --tries);
	return ret;
}

/**
 * struct core_ioctl - an ioctl of the core
 * @cmd: which
 * @arg: its argument
 * @without_intx: only if INTx is not in use
 */
struct core_ioctl {
	unsigned int cmd;
	unsigned long arg;
	bool without_intx;
};

static long call_core(struct legacy_dev *dev, void *arg)
{
	const struct core_ioctl *ioctl = arg;

	if (ioctl->without_intx && vvp_intx_is_on(&dev->session.intx))
		return -EINVAL;
	return vfio_pci_core_ioctl(&dev->core->vdev, ioctl->cmd, ioctl->arg);
}

/**
 * vvp_legacy_core_ioctl - an ioctl of the core, with accesses blocked
 * @dev: an open device
 * @cmd: VFIO_DEVICE_RESET, or one whose argument begins with its own size
 * @arg: the ioctl's
 * @without_intx: only if INTx is not in use
 *
 * May sleep, as vvp_legacy_call_blocked().
 *
 * Return: what the core returns; -EINVAL for INTx in use; -EINTR if the task is
 * being killed.
 */
long vvp_legacy_core_ioctl(struct legacy_dev *dev, unsigned int cmd,
			   unsigned long arg, bool without_intx)
{
	struct core_ioctl ioctl = { cmd, arg, without_intx };
	const void __user *uarg = (void __user *)arg;
	u32 argsz = 0;

	if (cmd != VFIO_DEVICE_RESET && get_user(argsz, (u32 __user *)uarg))
		return -EFAULT;
	return vvp_legacy_call_blocked(dev, uarg, argsz, call_core, &ioctl);
}

/**
 * vvp_legacy_become_master - switch bus mastering on
 * @dev: a locked device, whose layout is not
 *
 * Drivers as old as Linux 2.6.33 never do, since the devices they knew did not need it.
 * May sleep. Takes the core's memory_lock.
 */
void vvp_legacy_become_master(struct legacy_dev *dev)
{
	struct vfio_pci_core_device *core = dev->core;

	if (vvp_command_is_ours(&dev->session.command)) {
		vvp_command_set_master(&dev->session.command, true);
		return;
	}
	down_write(&core->memory_lock);
	pci_set_master(core->pdev);
	up_write(&core->memory_lock);
}

/**
 * vvp_legacy_status_written - the guest has written the device status
 * @dev: a locked device, whose layout is not
 * @status: what it wrote
 *
 * The function masters the bus as soon as there is a driver, not with DRIVER_OK: legacy
 * drivers use their device before (virtio 1.4, "Legacy Interface: Device
 * Initialization"). Some write each bit alone.
 *
 * May sleep. Takes the core's memory_lock.
 */
void vvp_legacy_status_written(struct legacy_dev *dev, u8 status)
{
	if (!status)
		vvp_intx_reset(&dev->session.intx);
	else if (status & (VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_DRIVER_OK))
		vvp_legacy_become_master(dev);
}
