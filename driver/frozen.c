// SPDX-License-Identifier: GPL-2.0-only
/* The core's ioctls that switch interrupts or reset the function. */
#include <linux/pagemap.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

#include "frozen.h"

/**
 * frozen_ioctl - an ioctl of the core, with the BAR frozen
 * @bar: an open BAR
 * @cmd: VFIO_DEVICE_RESET, or one whose argument begins with its own size
 * @arg: the ioctl's
 * @without_intx: only if INTx is not in use
 *
 * May sleep. User memory may take as long to come as the VMM likes (userfaultfd),
 * which must not keep others from the BAR: it is brought first, and the core has
 * to go without.
 *
 * Return: what the core returns; -EINVAL for INTx in use; -EINTR if the task is
 * being killed.
 */
long frozen_ioctl(struct legacy_bar *bar, unsigned int cmd, unsigned long arg,
		  bool without_intx)
{
	const void __user *uarg = (void __user *)arg;
	int tries = FROZEN_TRIES;
	u32 argsz = 0;
	long ret;

	if (cmd != VFIO_DEVICE_RESET && get_user(argsz, (u32 __user *)uarg))
		return -EFAULT;

	do {
		fault_in_readable(uarg, min_t(u32, argsz, SZ_64K));
		ret = legacy_bar_freeze(bar);
		if (ret)
			return ret;
		if (without_intx && intx_enabled(&bar->intx)) {
			ret = -EINVAL;
		} else {
			pagefault_disable();
			ret = vfio_pci_core_ioctl(&bar->core->vdev, cmd, arg);
			pagefault_enable();
		}
		legacy_bar_thaw(bar);
	} while (ret == -EFAULT && --tries);
	return ret;
}
