// SPDX-License-Identifier: GPL-2.0-only
/*
 * The states of VFIO's live migration, one arc after the other. A reset that comes in the
 * middle of one is seen to when that has ended: it may come under the core's locks.
 */
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vfio_pci_core.h>

#include "backend_parts.h"
#include "legacy_stop.h"
#include "migrate_own.h"
#include "trace.h"
#include "vfio_dev.h"

#define MIGRATE_FLAGS	(VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P | \
			 VFIO_MIGRATION_PRE_COPY)

/* Of what a VMM has refused, or a PF's parts; of each function, as it is its VMM's doing. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	5

static bool is_stopped(const struct migrate *migrate)
{
	switch (migrate->state) {
	case MIGRATE_RUNNING:
	case MIGRATE_PRE_COPY:
		return false;
	default:
		return true;
	}
}

/* With the device locked. It may be that it does what it does not say. */
static int set_device_mode(struct vvp_device *vvp, bool stopped)
{
	struct migrate *migrate = &vvp->migrate;
	int ret;

	ret = vvp_parts_mode_set(vvp->legacy.backend, stopped);
	if (!ret) {
		migrate->device_stopped = stopped;
		migrate->mode_unknown = false;
	} else if (ret == -ETIMEDOUT || ret == -EINTR) {
		migrate->device_stopped = true;
	}
	return ret;
}

static int run_device(struct legacy_dev *dev, void *arg)
{
	return set_device_mode(arg, false);
}

static void count_stop(struct migrate *migrate)
{
	migrate->stats.stopped_at = ktime_get_ns();
}

static void count_run(struct migrate *migrate)
{
	struct migrate_stats *stats = &migrate->stats;

	if (stats->stopped_at)
		stats->stopped_ns = ktime_get_ns() - stats->stopped_at;
	stats->stopped_at = 0;
}

/* Have it run, with all that its guest may have missed. */
static int resume(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	int ret;

	if (vvp_shows_legacy(vvp)) {
		ret = vvp_legacy_resume(&vvp->legacy, run_device, vvp);
	} else {
		ret = vvp_legacy_lock_device(&vvp->legacy);
		if (ret)
			return ret;
		ret = set_device_mode(vvp, false);
		vvp_legacy_unlock_device(&vvp->legacy);
	}
	if (ret == -ETIMEDOUT || ret == -EINTR)
		migrate->state = MIGRATE_ERROR;
	if (ret)
		return ret;
	vvp_migrate_kicks_make(&migrate->kicks, &vvp->core);
	vvp_migrate_irqs_signal(&migrate->irqs);
	count_run(migrate);
	return 0;
}

/* A device that did not stop for sure runs again for sure, or it has failed. */
static int not_stopped(struct vvp_device *vvp, int err)
{
	if (resume(vvp))
		vvp->migrate.state = MIGRATE_ERROR;
	return err;
}

static int stop(struct vvp_device *vvp)
{
	int ret = 0;

	if (vvp_shows_legacy(vvp)) {
		vvp_ioeventfds_flush(&vvp->ioeventfds);
		ret = vvp_legacy_stop(&vvp->legacy);
	}
	if (ret)
		return ret;
	count_stop(&vvp->migrate);
	vvp_legacy_wait_device(&vvp->legacy);
	ret = set_device_mode(vvp, true);
	vvp_legacy_unlock_device(&vvp->legacy);
	return ret ? not_stopped(vvp, ret) : 0;
}

/* One arc of those that vvp_migrate_next_arc() gives. */
static struct file *do_arc(struct vvp_device *vvp, u32 to)
{
	u32 from = vvp->migrate.state;

	switch (to) {
	case MIGRATE_RUNNING_P2P:
		if (from == MIGRATE_RUNNING)
			return ERR_PTR(stop(vvp));
		if (from == MIGRATE_PRE_COPY_P2P)
			vvp_migrate_end_data(vvp);
		return NULL;
	case MIGRATE_RUNNING:
		if (from == MIGRATE_PRE_COPY) {
			vvp_migrate_end_data(vvp);
			return NULL;
		}
		return ERR_PTR(resume(vvp));
	case MIGRATE_PRE_COPY:
		if (from == MIGRATE_PRE_COPY_P2P)
			return ERR_PTR(resume(vvp));
		return vvp_migrate_save_begin(vvp, true);
	case MIGRATE_PRE_COPY_P2P:
		if (from == MIGRATE_PRE_COPY)
			return ERR_PTR(stop(vvp));
		return vvp_migrate_save_begin(vvp, true);
	case MIGRATE_STOP_COPY:
		if (from == MIGRATE_PRE_COPY_P2P)
			return ERR_PTR(vvp_migrate_save_state(vvp));
		return vvp_migrate_save_begin(vvp, false);
	case MIGRATE_RESUMING:
		return vvp_migrate_load_begin(vvp);
	case MIGRATE_STOP:
		if (from == MIGRATE_STOP_COPY)
			vvp_migrate_end_data(vvp);
		else if (from == MIGRATE_RESUMING)
			return ERR_PTR(vvp_migrate_load_end(vvp));
		return NULL;
	default:
		return ERR_PTR(-EINVAL);
	}
}

static struct file *step(struct vvp_device *vvp, u32 to)
{
	struct migrate *migrate = &vvp->migrate;
	struct migrate_stats *stats = &migrate->stats;
	u64 begun = ktime_get_ns();
	struct file *filp;

	stats->from = migrate->state;
	stats->to = to;
	filp = do_arc(vvp, to);
	stats->ret = PTR_ERR_OR_ZERO(filp);
	stats->ns = ktime_get_ns() - begun;
	stats->changes++;
	if (stats->ret)
		stats->failures++;
	else
		migrate->state = to;
	trace_vvp_migration(vvp->core.pdev, stats->from, to, stats->ns,
			    stats->ret);
	return filp;
}

static struct file *migrate_set_state(struct vfio_device *core_vdev,
				      enum vfio_device_mig_state new_state)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	struct migrate *migrate = &vvp->migrate;
	struct file *filp = NULL;
	u32 next;
	int ret;

	ret = vvp_migrate_lock(vvp);
	if (ret)
		return ERR_PTR(ret);
	while (!IS_ERR(filp) && migrate->state != new_state) {
		ret = vvp_migrate_next_arc(migrate->state, new_state, &next);
		filp = ret ? ERR_PTR(ret) : step(vvp, next);
	}
	vvp_migrate_unlock(vvp);
	return filp;
}

static int migrate_get_state(struct vfio_device *core_vdev,
			     enum vfio_device_mig_state *state)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	int ret = vvp_migrate_lock(vvp);

	if (ret)
		return ret;
	*state = vvp->migrate.state;
	vvp_migrate_unlock(vvp);
	return 0;
}

static int migrate_data_size(struct vfio_device *core_vdev,
			     unsigned long *stop_copy_length)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	int ret = vvp_migrate_lock(vvp);
	u32 size;

	if (ret)
		return ret;
	ret = vvp_migrate_size(vvp, &size);
	if (!ret)
		*stop_copy_length = size;
	vvp_migrate_unlock(vvp);
	return ret;
}

static const struct vfio_migration_ops migrate_ops = {
	.migration_set_state = migrate_set_state,
	.migration_get_state = migrate_get_state,
	COMPAT_MIGRATION_DATA_SIZE
};

/**
 * vvp_migrate_feature - a feature that the core has left to the driver
 * @vvp: an open device
 * @flags: VFIO_DEVICE_FEATURE_*
 * @arg: its data
 * @argsz: bytes there
 *
 * Return: as struct vfio_device_ops has it; -ENOTTY if it is none of these.
 */
int vvp_migrate_feature(struct vvp_device *vvp, u32 flags, void __user *arg,
			size_t argsz)
{
	struct vfio_device_feature_mig_data_size data = {};
	unsigned long length = 0;
	int ret;

	if (!COMPAT_DATA_SIZE_IS_OURS || !vvp->migrate.offered ||
	    (flags & VFIO_DEVICE_FEATURE_MASK) !=
		    VFIO_DEVICE_FEATURE_MIG_DATA_SIZE)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_GET,
				 sizeof(data));
	if (ret != 1)
		return ret;
	ret = migrate_data_size(&vvp->core.vdev, &length);
	if (ret)
		return ret;
	data.stop_copy_length = length;
	return copy_to_user(arg, &data, sizeof(data)) ? -EFAULT : 0;
}

static void forget_missed(struct migrate *migrate)
{
	vvp_migrate_kicks_drop(&migrate->kicks);
	vvp_migrate_irqs_drop(&migrate->irqs);
}

/* The function has been reset: whatever it was in the middle of has ended. */
static void was_reset(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;

	vvp_migrate_end_data(vvp);
	forget_missed(migrate);
	/* It need not run by that (virtio 1.4 leaves it open); to tell it twice is allowed. */
	vvp_legacy_wait_device(&vvp->legacy);
	if (migrate->device_stopped && vvp->legacy.backend->ops->parts)
		set_device_mode(vvp, false);
	if (!migrate->device_stopped) {
		migrate->state = MIGRATE_RUNNING;
		vvp_legacy_unstop(&vvp->legacy);
	} else {
		migrate->state = MIGRATE_ERROR;
	}
	vvp_legacy_unlock_device(&vvp->legacy);
	count_run(migrate);
}

/**
 * vvp_migrate_lock - have the state to oneself
 * @vvp: a device that has a legacy interface
 *
 * May sleep for as long as a change of the state does.
 *
 * Return: 0, or -EINTR if the task is killed.
 */
int vvp_migrate_lock(struct vvp_device *vvp)
{
	return mutex_lock_killable(&vvp->migrate.lock);
}

/**
 * vvp_migrate_unlock - undo vvp_migrate_lock()
 * @vvp: the device
 *
 * May sleep, as accesses do: sees to resets that have come meanwhile.
 */
void vvp_migrate_unlock(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	bool reset;

	for (;;) {
		spin_lock(&migrate->reset_lock);
		reset = migrate->deferred_reset;
		migrate->deferred_reset = false;
		/* Under the spin lock: who resets it sees that, or is seen here. */
		if (!reset)
			mutex_unlock(&migrate->lock);
		spin_unlock(&migrate->reset_lock);
		if (!reset)
			return;
		was_reset(vvp);
	}
}

/**
 * vvp_migrate_reset_done - the function has been reset
 * @vvp: a device that has a legacy interface, open or not, its layout not held
 *
 * May sleep, as accesses do. The core may hold its locks.
 */
void vvp_migrate_reset_done(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	bool ours;

	spin_lock(&migrate->reset_lock);
	migrate->deferred_reset = true;
	ours = mutex_trylock(&migrate->lock);
	spin_unlock(&migrate->reset_lock);
	if (ours)
		vvp_migrate_unlock(vvp);
}

/**
 * vvp_migrate_init - set up, for as long as the function is bound
 * @vvp: a device that has a legacy interface
 */
void vvp_migrate_init(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;

	mutex_init(&migrate->lock);
	spin_lock_init(&migrate->reset_lock);
	migrate->enabled = true;
	migrate->state = MIGRATE_RUNNING;
	migrate->mode_unknown = true;
	ratelimit_state_init(&migrate->log, LOG_INTERVAL, LOG_LINES);
	ratelimit_set_flags(&migrate->log, RATELIMIT_MSG_ON_RELEASE);
}

/**
 * vvp_migrate_release - undo vvp_migrate_init()
 * @vvp: a device that is not open
 */
void vvp_migrate_release(struct vvp_device *vvp)
{
	mutex_destroy(&vvp->migrate.lock);
}

/* Nobody knows what a device did before it was bound, or after a failure. */
static int run_for_sure(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	int ret = 0;

	vvp_legacy_wait_device(&vvp->legacy);
	if (migrate->device_stopped || migrate->mode_unknown)
		ret = set_device_mode(vvp, false);
	vvp_legacy_unlock_device(&vvp->legacy);
	return ret;
}

/**
 * vvp_migrate_open - a session begins
 * @vvp: a device that has a legacy interface, and is enabled
 *
 * May sleep, as accesses do; under the lock of the device set. Decides whether the device
 * can be migrated. What the core wants to be told before a device is registered it looks
 * at only for open ones.
 */
void vvp_migrate_open(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	struct vfio_device *vdev = &vvp->core.vdev;
	int err;

	mutex_lock(&migrate->lock);
	migrate->parts_size = 0;
	migrate->state = MIGRATE_RUNNING;
	migrate->offered = vvp_migrate_why(vvp, &err) == MIGRATE_OFFERED &&
			   !run_for_sure(vvp);
	vdev->mig_ops = migrate->offered ? &migrate_ops : NULL;
	vdev->migration_flags = migrate->offered ? MIGRATE_FLAGS : 0;
	vvp_migrate_unlock(vvp);
}

/**
 * vvp_migrate_close - the session ends
 * @vvp: a device that nobody accesses any more, and that is reset next
 *
 * May sleep, as accesses do. A device that is stopped stays so until its reset: what it
 * had was sent elsewhere, and must not be done twice.
 */
void vvp_migrate_close(struct vvp_device *vvp)
{
	mutex_lock(&vvp->migrate.lock);
	/* One that was in vain told to go, too. */
	vvp->migrate.has_object = vvp->migrate.offered;
	vvp_migrate_end_data(vvp);
	forget_missed(&vvp->migrate);
	vvp_migrate_unlock(vvp);
}

/**
 * vvp_migrate_closed - the session has ended
 * @vvp: a device behind the reset of its function, of which the core tells nobody
 *
 * May sleep, as accesses do. Whoever uses the function next finds one that runs.
 */
void vvp_migrate_closed(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;

	mutex_lock(&migrate->lock);
	vvp_legacy_wait_device(&vvp->legacy);
	if (migrate->device_stopped)
		set_device_mode(vvp, false);
	vvp_legacy_unlock_device(&vvp->legacy);
	migrate->state = MIGRATE_RUNNING;
	count_run(migrate);
	vvp_migrate_unlock(vvp);
}

/* As long as the device is stopped, what the VMM sets comes from a saved state. */
static void keep_irqs(struct vvp_device *vvp, const struct vfio_irq_set *set,
		      const s32 *fds)
{
	int vectors = pci_msix_vec_count(vvp->core.pdev);

	if (vectors > 0 && is_stopped(&vvp->migrate))
		vvp_migrate_irqs_keep(&vvp->migrate.irqs, set, fds, vectors);
}

/**
 * vvp_migrate_irqs_were_set - the core has taken a VFIO_DEVICE_SET_IRQS
 * @vvp: an open device that can be migrated
 * @arg: of the ioctl
 *
 * May sleep.
 */
void vvp_migrate_irqs_were_set(struct vvp_device *vvp, unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_irq_set, count);
	struct vfio_irq_set set;
	s32 *fds = NULL;

	if (!is_stopped(&vvp->migrate) ||
	    copy_from_user(&set, (void __user *)arg, minsz) ||
	    set.index != VFIO_PCI_MSIX_IRQ_INDEX ||
	    !(set.flags & VFIO_IRQ_SET_ACTION_TRIGGER) ||
	    set.count > PCI_MSIX_FLAGS_QSIZE + 1)
		return;
	if (set.count) {
		if (!(set.flags & VFIO_IRQ_SET_DATA_EVENTFD))
			return;
		fds = vmemdup_user((void __user *)(arg + minsz),
				   set.count * sizeof(*fds));
		if (IS_ERR(fds))
			return;
	}
	if (!vvp_migrate_lock(vvp)) {
		keep_irqs(vvp, &set, fds);
		vvp_migrate_unlock(vvp);
	}
	kvfree(fds);
}
