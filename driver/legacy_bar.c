// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to BAR0: user memory, bounds, power, and where they are cut into fields. */
#include <linux/pagemap.h>
#include <linux/pm_runtime.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include <linux/virtio_pci.h>

#include "legacy_bar.h"
#include "trace.h"

static void account(struct legacy_dev *dev, const struct legacy_access *access,
		    const u8 *data, bool iswrite, enum served served, int err)
{
	if (iswrite)
		this_cpu_inc(dev->stats->writes);
	else
		this_cpu_inc(dev->stats->reads);
	trace_vvp_legacy_access(dev->core->pdev, access, data, iswrite, served,
				err);
}

/* No register is reached, by any layout: the access is accounted as a whole. */
static void account_unserved(struct legacy_dev *dev, const u8 *data,
			     size_t count, size_t pos, bool iswrite,
			     enum served served)
{
	struct legacy_access access = {
		.space = LEGACY_HOLE,
		.offset = pos,
		.len = min_t(size_t, count, U8_MAX),
	};

	account(dev, &access, data, iswrite, served, 0);
}

static int access_registers(struct legacy_dev *dev,
			    const struct legacy_access *access, u8 *data,
			    bool iswrite, unsigned long deadline)
{
	struct legacy_regs *regs = &dev->session.regs;
	enum served served = SERVED_BACKEND;
	int ret;

	if (vvp_legacy_lock_layout(dev))
		return ACCESS_ERR_KILLED;
	if (iswrite)
		ret = vvp_regs_write(regs, access, data, deadline, &served);
	else
		ret = vvp_regs_read(regs, access, data, deadline, &served);
	vvp_legacy_unlock_layout(dev);

	account(dev, access, data, iswrite, served, ret);
	return ret;
}

/* What a write means beyond the registers. */
static void was_written(struct legacy_dev *dev,
			const struct legacy_access *access, const u8 *data,
			int err)
{
	if (access->reg == LEGACY_NOTIFY && err != ACCESS_ERR_KILLED)
		vvp_doorbell_account(&dev->session.doorbell,
				     get_unaligned_le16(data), KICK_COMMAND);
	else if (access->reg == LEGACY_STATUS && !err)
		vvp_legacy_status_written(dev, *data);
}

static int access_field(struct legacy_dev *dev,
			const struct legacy_access *access, u8 *data,
			bool iswrite, unsigned long deadline)
{
	int ret;

	if (access->space == LEGACY_HOLE) {
		account(dev, access, data, iswrite, SERVED_HOLE, 0);
		return 0;
	}
	if (iswrite && access->reg == LEGACY_NOTIFY &&
	    vvp_doorbell_kick_held(&dev->session.doorbell,
				   get_unaligned_le16(data)))
		return 0;
	ret = access_registers(dev, access, data, iswrite, deadline);
	if (iswrite && access->reg != LEGACY_OTHER)
		was_written(dev, access, data, ret);
	return ret;
}

/*
 * Walk an access field by field. Called with the device awake. What fails is left
 * as it is, but that a task being killed gets no further.
 */
static int access_fields(struct legacy_dev *dev, u8 *data, size_t count,
			 size_t pos, bool iswrite)
{
	struct legacy_access access;
	unsigned long deadline;
	size_t done;
	bool msix;
	int ret;

	ret = vvp_legacy_lock(dev);
	if (ret)
		return ret;
	if (unlikely(READ_ONCE(dev->session.stopped))) {
		vvp_legacy_unlock(dev);
		account_unserved(dev, data, count, pos, iswrite,
				 SERVED_STOPPED);
		return 0;
	}
	deadline = vvp_backend_deadline();
	msix = vvp_legacy_has_msix(dev);
	for (done = 0; done < count && ret != ACCESS_ERR_KILLED;
	     done += access.len) {
		access = vvp_legacy_next_access(dev->type, msix, pos + done,
						count - done);
		ret = access_field(dev, &access, data + done, iswrite,
				   deadline);
	}
	vvp_legacy_unlock(dev);
	return ret == ACCESS_ERR_KILLED ? -EINTR : 0;
}

static noinline bool wake_up_held(struct legacy_dev *dev)
{
	struct device *device = &dev->core->pdev->dev;

	/* One that has been asleep may have lost its registers. */
	vvp_legacy_invalidate(dev);
	if (pm_runtime_resume(device) >= 0)
		return true;
	pm_runtime_put_noidle(device);
	return false;
}

/*
 * Hold the VF awake for an access. It is awake anyway unless the VMM lets it sleep;
 * what is done to this end sees the reference, or is seen here.
 */
static inline bool hold_awake(struct legacy_dev *dev)
{
	pm_runtime_get_noresume(&dev->core->pdev->dev);
	/* The core, in its turn, says that it may sleep and then drops its own. */
	smp_mb__after_atomic();
	return !READ_ONCE(dev->core->pm_runtime_engaged) || wake_up_held(dev);
}

/* A VF that does not wake up answers as an empty slot does. */
static int access_awake(struct legacy_dev *dev, u8 *data, size_t count,
			size_t pos, bool iswrite)
{
	int ret;

	if (!hold_awake(dev)) {
		account_unserved(dev, data, count, pos, iswrite, SERVED_ASLEEP);
		return 0;
	}
	ret = access_fields(dev, data, count, pos, iswrite);
	pm_runtime_put(&dev->core->pdev->dev);
	return ret;
}

/* A notification of a VF that sleeps, or that has no doorbell. */
static noinline int notify_slowly(struct legacy_dev *dev, u16 queue)
{
	u8 data[sizeof(queue)];
	int ret = 0;

	put_unaligned_le16(queue, data);
	if (!hold_awake(dev)) {
		account_unserved(dev, data, sizeof(data),
				 VIRTIO_PCI_QUEUE_NOTIFY, true, SERVED_ASLEEP);
		return 0;
	}
	if (!vvp_doorbell_kick_held(&dev->session.doorbell, queue))
		ret = access_fields(dev, data, sizeof(data),
				    VIRTIO_PCI_QUEUE_NOTIFY, true);
	pm_runtime_put(&dev->core->pdev->dev);
	return ret;
}

/**
 * vvp_bar_notify - the guest notifies a queue, by an access or otherwise
 * @dev: an open device, whose I/O is enabled
 * @queue: virtqueue index
 *
 * May sleep, as vvp_bar_write().
 *
 * Return: 0, or -EINTR if the task is killed.
 */
int vvp_bar_notify(struct legacy_dev *dev, u16 queue)
{
	if (vvp_doorbell_kick(&dev->session.doorbell, queue))
		return 0;
	return notify_slowly(dev, queue);
}

/* A read that may be of any bytes. */
static noinline ssize_t read_bytes(struct legacy_dev *dev, char __user *buf,
				   size_t count, loff_t pos)
{
	u8 data[LEGACY_BAR_MAX_SIZE];
	int ret;

	if (!count)
		return 0;
	if (pos >= dev->bar_size)
		return -EINVAL;
	count = min_t(size_t, count, dev->bar_size - pos);
	memset(data, 0xff, count);

	if (vvp_legacy_io_enabled(dev)) {
		/* Reading ISR status clears it: it must not get lost behind. */
		if (fault_in_writeable(buf, count))
			return -EFAULT;
		ret = access_awake(dev, data, count, pos, false);
		if (ret)
			return ret;
	} else {
		account_unserved(dev, data, count, pos, false, SERVED_DISABLED);
	}

	return copy_to_user(buf, data, count) ? -EFAULT : count;
}

/* As much as guests mostly read at once. */
union register_value {
	u8 bytes[4];
	u8 one;
	u16 two;
	u32 four;
};

static int put_register(char __user *buf, const union register_value *value,
			size_t count)
{
	switch (count) {
	case 1:
		return put_user(value->one, (u8 __user *)buf);
	case 2:
		return put_user(value->two, (u16 __user *)buf);
	default:
		return put_user(value->four, (u32 __user *)buf);
	}
}

/**
 * vvp_bar_read - the guest reads BAR0
 * @dev: an open device
 * @buf: where to
 * @count: number of bytes; cut at the end of the BAR
 * @pos: offset in the BAR
 *
 * May sleep, as accesses by the backend do: not for ever, whatever the device does.
 *
 * With I/O disabled, in a hole of the layout and where the backend fails, the
 * guest reads ones, as on a bus with no one there: an error would only make
 * the VMM log each access of its guest.
 *
 * Return: number of bytes read; -EINVAL behind the end; -EFAULT before the
 * device was asked anything; -EINTR if the task is killed.
 */
ssize_t vvp_bar_read(struct legacy_dev *dev, char __user *buf, size_t count,
		     loff_t pos)
{
	union register_value value = { .four = ~0 };
	int ret;

	if ((count != 1 && count != 2 && count != 4) ||
	    pos > dev->bar_size - count || !vvp_legacy_io_enabled(dev))
		return read_bytes(dev, buf, count, pos);
	/* Reading ISR status clears it: it must not get lost behind. */
	if (put_register(buf, &value, count))
		return -EFAULT;
	ret = access_awake(dev, value.bytes, count, pos, false);
	if (ret)
		return ret;
	return put_register(buf, &value, count) ? -EFAULT : count;
}

/* A write that may be of any bytes. */
static noinline ssize_t write_bytes(struct legacy_dev *dev,
				    const char __user *buf, size_t count,
				    loff_t pos)
{
	u8 data[LEGACY_BAR_MAX_SIZE];
	int ret;

	if (!count)
		return 0;
	if (pos >= dev->bar_size)
		return -EINVAL;
	count = min_t(size_t, count, dev->bar_size - pos);

	if (copy_from_user(data, buf, count))
		return -EFAULT;
	if (!vvp_legacy_io_enabled(dev)) {
		account_unserved(dev, data, count, pos, true, SERVED_DISABLED);
		return count;
	}

	ret = access_awake(dev, data, count, pos, true);
	return ret ? ret : count;
}

/**
 * vvp_bar_write - the guest writes BAR0
 * @dev: an open device
 * @buf: where from
 * @count: number of bytes; cut at the end of the BAR
 * @pos: offset in the BAR
 *
 * May sleep, as accesses by the backend do. What cannot be written is dropped, for
 * the reason that vvp_bar_read() gives. Notifications come first: they are what a
 * guest writes all the time.
 *
 * Return: as vvp_bar_read().
 */
ssize_t vvp_bar_write(struct legacy_dev *dev, const char __user *buf,
		      size_t count, loff_t pos)
{
	__le16 queue;
	int ret;

	if (count != sizeof(queue) || pos != VIRTIO_PCI_QUEUE_NOTIFY ||
	    !vvp_legacy_io_enabled(dev))
		return write_bytes(dev, buf, count, pos);
	if (get_user(queue, (const __le16 __user *)buf))
		return -EFAULT;
	ret = vvp_bar_notify(dev, le16_to_cpu(queue));
	return ret ? ret : count;
}
