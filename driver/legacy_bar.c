// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to BAR0: bounds, layout, splitting, doorbell or command. */
#include "compat.h"

#include <linux/pagemap.h>
#include <linux/pm_runtime.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>

#include "legacy_bar.h"

/**
 * legacy_bar_init - set the BAR of a VF up, for as long as the VF is bound
 * @bar: to set up
 * @core: the VF
 * @type: its device type
 * @backend: the way to its registers; taken over
 */
void legacy_bar_init(struct legacy_bar *bar, struct vfio_pci_core_device *core,
		     const struct legacy_type *type,
		     const struct backend *backend)
{
	bar->core = core;
	bar->type = type;
	commands_init(&bar->commands, backend);
	bar->size = legacy_bar_size_of(type);
	mutex_init(&bar->lock);
}

/**
 * legacy_bar_release - undo legacy_bar_init()
 * @bar: one that is not open
 */
void legacy_bar_release(struct legacy_bar *bar)
{
	commands_release(&bar->commands);
	mutex_destroy(&bar->lock);
}

/**
 * legacy_bar_open - make the state of one opening
 * @bar: the BAR of a VF that is enabled
 *
 * May sleep, as commands do.
 *
 * Return: 0 or what doorbell_open() returns.
 */
int legacy_bar_open(struct legacy_bar *bar)
{
	return doorbell_open(&bar->doorbell, bar->core, &bar->commands);
}

/**
 * legacy_bar_close - undo legacy_bar_open()
 * @bar: a BAR that nobody accesses any more
 */
void legacy_bar_close(struct legacy_bar *bar)
{
	doorbell_close(&bar->doorbell);
}

/**
 * legacy_bar_freeze - keep accesses away while the layout may change
 * @bar: an open BAR
 *
 * To be held over whatever switches MSI-X on or off or resets the function: an
 * access cut by one layout must not reach a device that has the other, which
 * would have to fail it. May sleep, for as long as accesses do.
 *
 * Return: 0, or -EINTR if the task is killed.
 */
int legacy_bar_freeze(struct legacy_bar *bar)
{
	return mutex_lock_killable(&bar->lock);
}

/**
 * legacy_bar_thaw - undo legacy_bar_freeze()
 * @bar: a frozen BAR
 */
void legacy_bar_thaw(struct legacy_bar *bar)
{
	mutex_unlock(&bar->lock);
}

static int write_field(struct legacy_bar *bar,
		       const struct legacy_access *access, const u8 *from,
		       unsigned long deadline)
{
	if (legacy_is_notify(access) &&
	    doorbell_ring(&bar->doorbell, get_unaligned_le16(from)))
		return 0;
	return commands_write(&bar->commands, access, from, deadline);
}

/*
 * Walk an access field by field. Called with the device awake. What fails is left
 * as it is, but that a task being killed gets no further.
 */
static int access_fields(struct legacy_bar *bar, u8 *data, size_t count,
			 size_t pos, bool iswrite)
{
	struct legacy_access access;
	unsigned long deadline;
	int ret = 0;
	size_t done;
	bool msix;

	if (mutex_lock_killable(&bar->lock))
		return -EINTR;
	deadline = commands_deadline();
	msix = bar->core->irq_type == VFIO_PCI_MSIX_IRQ_INDEX;

	for (done = 0; done < count && ret != BACKEND_KILLED;
	     done += access.len) {
		access = legacy_next_access(bar->type, msix, pos + done,
					    count - done);
		if (access.space == LEGACY_HOLE)
			continue;
		if (iswrite)
			ret = write_field(bar, &access, data + done, deadline);
		else
			ret = commands_read(&bar->commands, &access,
					    data + done, deadline);
	}

	mutex_unlock(&bar->lock);
	return ret == BACKEND_KILLED ? -EINTR : 0;
}

/*
 * A write that is nothing but a notification waits for no other vCPU's access:
 * what its own vCPU wrote before has been done.
 */
static bool kick(struct legacy_bar *bar, const u8 *data, size_t count,
		 size_t pos)
{
	struct legacy_access access;

	access = legacy_next_access(bar->type, false, pos, count);
	return access.len == count && legacy_is_notify(&access) &&
	       doorbell_ring(&bar->doorbell, get_unaligned_le16(data));
}

/* A VF that does not wake up is one that nobody is at. */
static int access_awake(struct legacy_bar *bar, u8 *data, size_t count,
			size_t pos, bool iswrite)
{
	struct device *dev = &bar->core->pdev->dev;
	int ret = 0;

	if (pm_runtime_resume_and_get(dev))
		return 0;
	if (!iswrite || !kick(bar, data, count, pos))
		ret = access_fields(bar, data, count, pos, iswrite);
	pm_runtime_put(dev);
	return ret;
}

/**
 * legacy_bar_read - the guest reads BAR0
 * @bar: an open BAR
 * @buf: where to
 * @count: number of bytes; cut at the end of the BAR
 * @pos: offset in the BAR
 * @io_enabled: does the function decode its I/O BAR?
 *
 * May sleep, as commands do: not for ever, whatever the device does.
 *
 * With I/O disabled, in a hole of the layout and where a command fails, the
 * guest reads ones, as on a bus with no one there: an error would only make
 * the VMM log each access of its guest.
 *
 * Return: number of bytes read; -EINVAL behind the end; -EFAULT before the
 * device was asked anything; -EINTR if the task is killed.
 */
ssize_t legacy_bar_read(struct legacy_bar *bar, char __user *buf, size_t count,
			loff_t pos, bool io_enabled)
{
	u8 data[LEGACY_BAR_MAX_SIZE];
	int ret;

	if (!count)
		return 0;
	if (pos >= bar->size)
		return -EINVAL;
	count = min_t(size_t, count, bar->size - pos);
	memset(data, 0xff, count);

	if (io_enabled) {
		/* Reading ISR status clears it: it must not get lost behind. */
		if (fault_in_writeable(buf, count))
			return -EFAULT;
		ret = access_awake(bar, data, count, pos, false);
		if (ret)
			return ret;
	}

	return copy_to_user(buf, data, count) ? -EFAULT : count;
}

/**
 * legacy_bar_write - the guest writes BAR0
 * @bar: an open BAR
 * @buf: where from
 * @count: number of bytes; cut at the end of the BAR
 * @pos: offset in the BAR
 * @io_enabled: does the function decode its I/O BAR?
 *
 * May sleep, as commands do. What cannot be written is dropped, for the reason
 * that legacy_bar_read() gives.
 *
 * Return: as legacy_bar_read().
 */
ssize_t legacy_bar_write(struct legacy_bar *bar, const char __user *buf,
			 size_t count, loff_t pos, bool io_enabled)
{
	u8 data[LEGACY_BAR_MAX_SIZE];
	int ret;

	if (!count)
		return 0;
	if (pos >= bar->size)
		return -EINVAL;
	count = min_t(size_t, count, bar->size - pos);

	if (copy_from_user(data, buf, count))
		return -EFAULT;
	if (!io_enabled)
		return count;

	ret = access_awake(bar, data, count, pos, true);
	return ret ? ret : count;
}
