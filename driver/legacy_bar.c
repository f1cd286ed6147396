// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to BAR0: bounds, layout, splitting, doorbell or command. */
#include "compat.h"

#include <linux/pagemap.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>

#include "legacy_bar.h"

/* No field is wider. */
#define FIELD_BYTES	8

/**
 * legacy_bar_init - set the BAR of a VF up, for as long as the VF is bound
 * @bar: to set up
 * @core: the VF
 * @type: its device type
 * @backend: the way to its registers; copied
 */
void legacy_bar_init(struct legacy_bar *bar, struct vfio_pci_core_device *core,
		     const struct legacy_type *type,
		     const struct backend *backend)
{
	bar->core = core;
	bar->type = type;
	bar->backend = *backend;
	bar->size = legacy_bar_size_of(type);
	mutex_init(&bar->lock);
}

/**
 * legacy_bar_release - undo legacy_bar_init()
 * @bar: one that is not open
 */
void legacy_bar_release(struct legacy_bar *bar)
{
	mutex_destroy(&bar->lock);
}

/**
 * legacy_bar_open - make the state of one opening
 * @bar: the BAR of a VF that is enabled
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int legacy_bar_open(struct legacy_bar *bar)
{
	bar->field = kzalloc(FIELD_BYTES, GFP_KERNEL_ACCOUNT);
	if (!bar->field)
		return -ENOMEM;
	bar->failing = false;
	doorbell_open(&bar->doorbell, bar->core, &bar->backend);
	return 0;
}

/**
 * legacy_bar_close - undo legacy_bar_open()
 * @bar: a BAR that nobody accesses any more
 */
void legacy_bar_close(struct legacy_bar *bar)
{
	doorbell_close(&bar->doorbell);
	kfree(bar->field);
	bar->field = NULL;
}

/**
 * legacy_bar_freeze - keep accesses away while the layout may change
 * @bar: an open BAR
 *
 * To be held over whatever switches MSI-X on or off or resets the function: an
 * access cut by one layout must not reach a device that has the other, which
 * would have to fail it. May sleep for as long as the device takes.
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

/* The guest sees ones, or nothing happens; the operator hears of the first. */
static void command_failed(struct legacy_bar *bar,
			   const struct legacy_access *access, int err)
{
	struct pci_dev *pdev = bar->core->pdev;

	if (bar->failing)
		return;
	bar->failing = true;
	pci_warn(pdev,
		 "the PF %s failed a legacy command (%d, %s configuration, offset %u, %u bytes); failed reads show ones to the guest, failed writes are dropped\n",
		 pci_name(pci_physfn(pdev)), err,
		 access->space == LEGACY_COMMON ? "common" : "device",
		 access->offset, access->len);
}

static void read_field(struct legacy_bar *bar,
		       const struct legacy_access *access, u8 *to)
{
	int ret;

	lockdep_assert_held(&bar->lock);

	/* A short answer reads as zeros, never as what an earlier one left. */
	memset(bar->field, 0, FIELD_BYTES);
	ret = bar->backend.ops->read(&bar->backend, access, bar->field);
	if (ret)
		command_failed(bar, access, ret);
	else
		memcpy(to, bar->field, access->len);
}

static void write_field(struct legacy_bar *bar,
			const struct legacy_access *access, const u8 *from)
{
	int ret;

	lockdep_assert_held(&bar->lock);

	if (legacy_is_notify(access) &&
	    doorbell_ring(&bar->doorbell, get_unaligned_le16(from)))
		return;

	memcpy(bar->field, from, access->len);
	ret = bar->backend.ops->write(&bar->backend, access, bar->field);
	if (ret)
		command_failed(bar, access, ret);
}

/* Walk an access field by field. Called with the device awake. */
static int access_fields(struct legacy_bar *bar, u8 *data, size_t count,
			 size_t pos, bool iswrite)
{
	struct legacy_access access;
	size_t done;
	bool msix;

	if (mutex_lock_killable(&bar->lock))
		return -EINTR;
	msix = bar->core->irq_type == VFIO_PCI_MSIX_IRQ_INDEX;

	for (done = 0; done < count; done += access.len) {
		access = legacy_next_access(bar->type, msix, pos + done,
					    count - done);
		if (access.space == LEGACY_HOLE)
			continue;
		if (iswrite)
			write_field(bar, &access, data + done);
		else
			read_field(bar, &access, data + done);
	}

	mutex_unlock(&bar->lock);
	return 0;
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

static int access_awake(struct legacy_bar *bar, u8 *data, size_t count,
			size_t pos, bool iswrite)
{
	struct device *dev = &bar->core->pdev->dev;
	int ret = 0;

	if (pm_runtime_resume_and_get(dev))
		return -EIO;
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
 * May sleep for as long as the device takes.
 *
 * With I/O disabled, in a hole of the layout and where a command fails, the
 * guest reads ones, as on a bus with no one there: an error would only make
 * the VMM log each access of its guest.
 *
 * Return: number of bytes read; -EINVAL behind the end; -EFAULT before the
 * device was asked anything; -EINTR if the task is killed; -EIO if the VF
 * does not wake up.
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
 * May sleep for as long as the device takes. What cannot be written is
 * dropped, for the reason that legacy_bar_read() gives.
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
