// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to BAR0: bounds, layout, splitting, doorbell or command. */
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/pagemap.h>
#include <linux/pm_runtime.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "kick.h"
#include "legacy_bar.h"
#include "trace.h"

/* For who doubts that a guest cannot tell. */
static bool shortcuts = true;
module_param(shortcuts, bool, 0644);
MODULE_PARM_DESC(shortcuts,
		 "Need fewer commands than a guest makes accesses, and wait for none that has no answer (default: Y)");

static bool shortcuts_on(void)
{
	return READ_ONCE(shortcuts);
}

/**
 * legacy_bar_init - set the BAR of a VF up, for as long as the VF is bound
 * @bar: to set up
 * @core: the VF
 * @type: its device type
 * @backend: the way to its registers; taken over on success
 *
 * Return: 0 or -ENOMEM.
 */
int legacy_bar_init(struct legacy_bar *bar, struct vfio_pci_core_device *core,
		    const struct legacy_type *type,
		    const struct backend *backend)
{
	bar->counters = alloc_percpu(struct counters);
	if (!bar->counters)
		return -ENOMEM;
	bar->core = core;
	bar->type = type;
	commands_init(&bar->commands, backend);
	bar->size = legacy_bar_size_of(type);
	intx_init(&bar->intx, core, bar->counters);
	mutex_init(&bar->lock);
	sema_init(&bar->layout, 1);
	return 0;
}

/**
 * legacy_bar_release - undo legacy_bar_init()
 * @bar: one that is not open
 */
void legacy_bar_release(struct legacy_bar *bar)
{
	commands_release(&bar->commands);
	mutex_destroy(&bar->lock);
	free_percpu(bar->counters);
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
	bar->was_reset = false;
	bar->unsure = false;
	bar->no_sweeps = false;
	sweep_drop(&bar->sweep);
	shadow_forget(&bar->shadow);
	intx_open(&bar->intx);
	vectors_open(&bar->vectors, &bar->commands);
	return doorbell_open(&bar->doorbell, bar->core, &bar->commands);
}

/**
 * legacy_bar_close - undo legacy_bar_open()
 * @bar: a BAR that nobody accesses any more
 */
void legacy_bar_close(struct legacy_bar *bar)
{
	/* What this guest wrote is not for the next one's device. */
	commands_quiet(&bar->commands);
	intx_disable(&bar->intx);
	doorbell_close(&bar->doorbell);
}

/**
 * legacy_bar_reset_prepare - the function is about to be reset
 * @bar: any BAR
 *
 * May sleep, for as long as one command may. The core may hold its locks.
 */
void legacy_bar_reset_prepare(struct legacy_bar *bar)
{
	down(&bar->layout);
	commands_quiet(&bar->commands);
}

/**
 * legacy_bar_reset_done - the function has been reset
 * @bar: the BAR
 */
void legacy_bar_reset_done(struct legacy_bar *bar)
{
	WRITE_ONCE(bar->was_reset, true);
	intx_reset(&bar->intx);
	up(&bar->layout);
}

/**
 * legacy_bar_unsure - the device may have lost its registers, or not
 * @bar: any BAR
 *
 * Any context.
 */
void legacy_bar_unsure(struct legacy_bar *bar)
{
	WRITE_ONCE(bar->unsure, true);
}

/* What a reset left to be done under the lock. */
static void note_reset(struct legacy_bar *bar)
{
	if (READ_ONCE(bar->unsure)) {
		WRITE_ONCE(bar->unsure, false);
		shadow_forget(&bar->shadow);
	}
	if (!READ_ONCE(bar->was_reset))
		return;
	WRITE_ONCE(bar->was_reset, false);
	sweep_drop(&bar->sweep);
	shadow_forget(&bar->shadow);
	vectors_reset(&bar->vectors);
}

/* What is known of a device holds for as long as all that was sent to it works. */
static void check_shadow(struct legacy_bar *bar)
{
	u64 mishaps;

	if (shadow_empty(&bar->shadow))
		return;
	mishaps = commands_mishaps(&bar->commands);
	if (mishaps != bar->mishaps)
		shadow_forget(&bar->shadow);
}

static int enter(struct legacy_bar *bar)
{
	if (mutex_lock_killable(&bar->lock))
		return -EINTR;
	note_reset(bar);
	return 0;
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
	if (enter(bar))
		return -EINTR;
	commands_quiet(&bar->commands);
	return 0;
}

/**
 * legacy_bar_thaw - undo legacy_bar_freeze()
 * @bar: a frozen BAR
 */
void legacy_bar_thaw(struct legacy_bar *bar)
{
	mutex_unlock(&bar->lock);
}

static u64 now_ms(void)
{
	return ktime_to_ms(ktime_get());
}

static int read_field(struct legacy_bar *bar,
		      const struct legacy_access *access, u8 *to,
		      unsigned long deadline, enum served *served)
{
	u8 whole[LEGACY_ACCESS_MAX];
	struct legacy_access field;
	int ret;

	if (access->space == LEGACY_COMMON &&
	    access->offset == VIRTIO_PCI_ISR && intx_enabled(&bar->intx)) {
		*to = intx_read_isr(&bar->intx);
		*served = SERVED_ISR;
		return 0;
	}
	if (!shortcuts_on())
		return commands_read(&bar->commands, access, to, deadline);
	if (sweep_begun(&bar->sweep) &&
	    sweep_serve(&bar->sweep, access, now_ms(), to)) {
		*served = SERVED_READ_AHEAD;
		return 0;
	}
	if (shadow_serves(&bar->shadow, access, to)) {
		*served = SERVED_CACHE;
		return 0;
	}
	if (bar->no_sweeps || !legacy_begins_field(bar->type, access, &field)) {
		ret = commands_read(&bar->commands, access, to, deadline);
		if (!ret)
			shadow_was_read(&bar->shadow, access, to);
		return ret;
	}

	ret = commands_read(&bar->commands, &field, whole, deadline);
	if (!ret) {
		sweep_start(&bar->sweep, &field, whole, access, now_ms(), to);
	} else if (ret == -EINVAL) {
		/* A device may know only the widths that guests use. */
		bar->no_sweeps = true;
		ret = commands_read(&bar->commands, access, to, deadline);
	}
	return ret;
}

/*
 * Drivers as old as Linux 2.6.33 never switch bus mastering on, since the devices
 * they knew did not need it.
 */
static void become_master(struct vfio_pci_core_device *core)
{
	down_write(&core->memory_lock);
	pci_set_master(core->pdev);
	up_write(&core->memory_lock);
}

static void status_written(struct legacy_bar *bar, u8 status)
{
	if (!status)
		intx_reset(&bar->intx);
	else if (status & VIRTIO_CONFIG_S_DRIVER_OK)
		become_master(bar->core);
}

static void account(struct legacy_bar *bar, const struct legacy_access *access,
		    const u8 *data, bool iswrite, enum served served, int err)
{
	if (iswrite)
		this_cpu_inc(bar->counters->writes);
	else
		this_cpu_inc(bar->counters->reads);
	trace_legacy_access(bar->core->pdev, access, data, iswrite, served,
			    err);
}

static int write_field(struct legacy_bar *bar,
		       const struct legacy_access *access, const u8 *from,
		       unsigned long deadline, enum served *served)
{
	int ret;

	if (shortcuts_on() && shadow_has(&bar->shadow, access, from)) {
		*served = SERVED_CACHE;
		return 0;
	}
	vectors_before_write(&bar->vectors, access, from, deadline);
	/* Of what was known until now, failures are counted from here. */
	if (shadow_empty(&bar->shadow))
		bar->mishaps = commands_mishaps(&bar->commands);
	ret = commands_write(&bar->commands, access, from, deadline);
	if (ret) {
		shadow_forget(&bar->shadow);
		return ret;
	}
	if (!shortcuts_on())
		commands_settled(&bar->commands);
	shadow_was_written(&bar->shadow, access, from);
	vectors_after_write(&bar->vectors, access, from);
	return 0;
}

static bool is_status(const struct legacy_access *access)
{
	return access->space == LEGACY_COMMON &&
	       access->offset == VIRTIO_PCI_STATUS;
}

/*
 * The first field of an access. The core's memory_lock is outside of the layout, so
 * what takes it comes before or after.
 */
static int access_field(struct legacy_bar *bar, struct legacy_access *access,
			u8 *data, size_t count, size_t pos, bool iswrite,
			unsigned long deadline)
{
	bool msix = bar->core->irq_type == VFIO_PCI_MSIX_IRQ_INDEX;
	enum served served = SERVED_BACKEND;
	int ret = 0;

	*access = legacy_next_access(bar->type, msix, pos, count);
	if (access->space == LEGACY_HOLE) {
		account(bar, access, data, iswrite, SERVED_HOLE, 0);
		return 0;
	}
	if (iswrite) {
		sweep_drop(&bar->sweep);
		if (legacy_is_notify(access) &&
		    kick_in_turn(bar, get_unaligned_le16(data)))
			return 0;
	}

	if (down_killable(&bar->layout))
		return ACCESS_ERR_KILLED;
	note_reset(bar);
	check_shadow(bar);
	if (iswrite)
		ret = write_field(bar, access, data, deadline, &served);
	else
		ret = read_field(bar, access, data, deadline, &served);
	up(&bar->layout);

	account(bar, access, data, iswrite, served, ret);
	if (iswrite && legacy_is_notify(access))
		kick_account(bar, get_unaligned_le16(data), KICK_COMMAND);

	if (iswrite && !ret && is_status(access))
		status_written(bar, *data);
	return ret;
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
	size_t done;
	int ret;

	ret = enter(bar);
	if (ret)
		return ret;
	deadline = commands_deadline();
	for (done = 0; done < count && ret != ACCESS_ERR_KILLED;
	     done += access.len)
		ret = access_field(bar, &access, data + done, count - done,
				   pos + done, iswrite, deadline);
	legacy_bar_thaw(bar);
	return ret == ACCESS_ERR_KILLED ? -EINTR : 0;
}

static bool is_kick(size_t count, loff_t pos)
{
	return pos == VIRTIO_PCI_QUEUE_NOTIFY && count == sizeof(u16);
}

/* No register is reached, by any layout: the access as a whole is told. */
static void account_unserved(struct legacy_bar *bar, const u8 *data,
			     size_t count, size_t pos, bool iswrite,
			     enum served served)
{
	struct legacy_access access = {
		.space = LEGACY_HOLE,
		.offset = pos,
		.len = min_t(size_t, count, U8_MAX),
	};

	account(bar, &access, data, iswrite, served, 0);
}

/*
 * Hold the VF awake for an access. It is awake anyway unless the VMM lets it sleep;
 * what is done to this end sees the reference, or is seen here.
 */
static bool hold_awake(struct legacy_bar *bar)
{
	struct device *dev = &bar->core->pdev->dev;

	pm_runtime_get_noresume(dev);
	/* The core, in its turn, says that it may sleep and then drops its own. */
	smp_mb__after_atomic();
	if (!READ_ONCE(bar->core->pm_runtime_engaged))
		return true;

	/* One that has been asleep may have lost its registers. */
	legacy_bar_unsure(bar);
	if (pm_runtime_resume(dev) >= 0)
		return true;
	pm_runtime_put_noidle(dev);
	return false;
}

/* A VF that does not wake up is one that nobody is at. */
static int access_awake(struct legacy_bar *bar, u8 *data, size_t count,
			size_t pos, bool iswrite)
{
	int ret = 0;

	if (!hold_awake(bar)) {
		account_unserved(bar, data, count, pos, iswrite, SERVED_ASLEEP);
		return 0;
	}
	if (!iswrite || !is_kick(count, pos) ||
	    !kick_in_turn(bar, get_unaligned_le16(data)))
		ret = access_fields(bar, data, count, pos, iswrite);
	pm_runtime_put(&bar->core->pdev->dev);
	return ret;
}

/**
 * legacy_bar_notify - a notification that the guest makes by other means
 * @bar: an open BAR, whose I/O is enabled
 * @queue: virtqueue index
 *
 * As legacy_bar_write().
 */
void legacy_bar_notify(struct legacy_bar *bar, u16 queue)
{
	u8 data[sizeof(queue)];

	if (kick_directly(bar, queue))
		return;
	put_unaligned_le16(queue, data);
	access_awake(bar, data, sizeof(data), VIRTIO_PCI_QUEUE_NOTIFY, true);
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
	} else {
		account_unserved(bar, data, count, pos, false, SERVED_DISABLED);
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
	if (!io_enabled) {
		account_unserved(bar, data, count, pos, true, SERVED_DISABLED);
		return count;
	}

	ret = access_awake(bar, data, count, pos, true);
	return ret ? ret : count;
}
