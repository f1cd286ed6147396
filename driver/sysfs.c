// SPDX-License-Identifier: GPL-2.0-only
/* The mode of a device, and the folder legacy/: what became of its commands. */
#include <linux/device.h>
#include <linux/pm_runtime.h>

#include "modern_regs.h"
#include "sysfs.h"
#include "vfio_dev.h"

static ssize_t mode_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", vvp_mode_names[dev_to_vvp(dev)->mode]);
}

static ssize_t mode_store(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t count)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	int mode = __sysfs_match_string(vvp_mode_names, MODES, buf);
	ssize_t ret = count;

	if (mode < 0)
		return mode;
	if (mode != MODE_MODERN && !vvp->has_legacy)
		return -EOPNOTSUPP;
	if (mode == MODE_TRANSITIONAL && vvp->own_bar0)
		return -EOPNOTSUPP;

	mutex_lock(&vdev->dev_set->lock);
	if (vdev->open_count) {
		ret = -EBUSY;
	} else if (vvp->has_legacy) {
		vvp->mode = mode;
		vvp->reason.why = REASON_CHOSEN;
	}
	mutex_unlock(&vdev->dev_set->lock);
	return ret;
}
static DEVICE_ATTR_RW(mode);

static ssize_t mode_reason_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	char text[MODE_REASON_SIZE];
	struct mode_reason reason;

	mutex_lock(&vdev->dev_set->lock);
	reason = vvp->reason;
	mutex_unlock(&vdev->dev_set->lock);
	vvp_mode_reason_text(&reason, vvp->core.pdev, text, sizeof(text));
	return sysfs_emit(buf, "%s %s\n", vvp_mode_reason_word(&reason), text);
}
static DEVICE_ATTR_RO(mode_reason);

static const char *const header_names[BACKEND_HEADERS] = {
	[BACKEND_HEADER_AUTO] = "auto",
	[BACKEND_HEADER_10] = "10",
	[BACKEND_HEADER_12] = "12",
};

static const char *backend_name(const struct vvp_device *vvp)
{
	return vvp->has_legacy ? vvp->legacy.backend->ops->name : "none";
}

static ssize_t backend_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	ssize_t ret;

	mutex_lock(&vvp->backend_lock);
	ret = sysfs_emit(buf, "%s\n", backend_name(vvp));
	mutex_unlock(&vvp->backend_lock);
	return ret;
}

/* Under the lock of its device set. */
static int swap_backend(struct vvp_device *vvp, const struct backend_ops *only)
{
	struct backend *old = vvp->legacy.backend, *backend;
	struct device *device = &vvp->core.pdev->dev;

	/* Nobody has it open: it sleeps. */
	if (pm_runtime_resume_and_get(device))
		return -ENODEV;
	backend = vvp_backend_choose(vvp->core.pdev, vvp->legacy.type, only);
	pm_runtime_put(device);
	if (IS_ERR(backend))
		return -ENODEV;
	backend->header = old->header;
	mutex_lock(&vvp->backend_lock);
	vvp_legacy_set_backend(&vvp->legacy, backend);
	mutex_unlock(&vvp->backend_lock);
	vvp_backend_release(old);
	vvp->reason.backend = backend->ops->name;
	vvp->reason.by_commands = backend->ops->opcodes;
	return 0;
}

static ssize_t backend_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	const struct backend_ops *only = vvp_backend_find(buf);
	int ret;

	if (!only && !sysfs_streq(buf, "auto"))
		return -EINVAL;
	if (!vvp->has_legacy)
		return -EOPNOTSUPP;
	mutex_lock(&vdev->dev_set->lock);
	if (vdev->open_count)
		ret = -EBUSY;
	else if (only == vvp->legacy.backend->ops)
		ret = 0;
	else
		ret = swap_backend(vvp, only);
	mutex_unlock(&vdev->dev_set->lock);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(backend);

static ssize_t header_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	enum backend_header header = BACKEND_HEADER_AUTO;

	mutex_lock(&vvp->backend_lock);
	if (vvp->has_legacy)
		header = vvp->legacy.backend->header;
	mutex_unlock(&vvp->backend_lock);
	return sysfs_emit(buf, "%s\n", header_names[header]);
}

static ssize_t header_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	int header = __sysfs_match_string(header_names, BACKEND_HEADERS, buf);
	ssize_t ret = count;

	if (header < 0)
		return header;
	if (!vvp->has_legacy)
		return -EOPNOTSUPP;
	mutex_lock(&vdev->dev_set->lock);
	if (vdev->open_count)
		ret = -EBUSY;
	else
		vvp->legacy.backend->header = header;
	mutex_unlock(&vdev->dev_set->lock);
	return ret;
}
static DEVICE_ATTR_RW(header);

static ssize_t migration_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	return sysfs_emit(buf, "%s\n", dev_to_vvp(dev)->migrate.enabled ?
			  "on" : "off");
}

static ssize_t migration_store(struct device *dev,
			       struct device_attribute *attr, const char *buf,
			       size_t count)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	ssize_t ret = count;
	bool on;

	if (kstrtobool(buf, &on))
		return -EINVAL;
	mutex_lock(&vdev->dev_set->lock);
	if (vdev->open_count)
		ret = -EBUSY;
	else
		vvp->migrate.enabled = on;
	mutex_unlock(&vdev->dev_set->lock);
	return ret;
}
static DEVICE_ATTR_RW(migration);

static ssize_t migration_reason_show(struct device *dev,
				     struct device_attribute *attr, char *buf)
{
	return vvp_migrate_reason_text(dev_to_vvp(dev), buf);
}
static DEVICE_ATTR_RO(migration_reason);

static ssize_t migration_state_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	return vvp_migrate_state_text(dev_to_vvp(dev), buf);
}
static DEVICE_ATTR_RO(migration_state);

static ssize_t parts_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return vvp_migrate_parts_text(dev_to_vvp(dev), buf);
}
static DEVICE_ATTR_RO(parts);

static struct attribute *migration_attrs[] = {
	&dev_attr_migration.attr,
	&dev_attr_migration_reason.attr,
	&dev_attr_migration_state.attr,
	&dev_attr_parts.attr,
	NULL
};

static const struct attribute_group migration_group = {
	.attrs = migration_attrs,
};

static struct attribute *mode_attrs[] = {
	&dev_attr_mode.attr,
	&dev_attr_mode_reason.attr,
	&dev_attr_backend.attr,
	&dev_attr_header.attr,
	NULL
};

static umode_t mode_visible(struct kobject *kobj, struct attribute *attr,
			    int index)
{
	return dev_to_vvp(kobj_to_dev(kobj))->is_virtio ? attr->mode : 0;
}

static const struct attribute_group mode_group = {
	.attrs = mode_attrs,
	.is_visible = mode_visible,
};

/**
 * struct counter_attribute - a file with a counter
 * @attr: the file
 * @offset: of the counter in the structure that has it
 */
struct counter_attribute {
	struct device_attribute attr;
	size_t offset;
};

static size_t offset_of(struct device_attribute *attr)
{
	return container_of(attr, struct counter_attribute, attr)->offset;
}

static ssize_t stat_show(struct device *dev,
			 struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n",
			  vvp_stats_sum(dev_to_vvp(dev)->legacy.stats,
					offset_of(attr)));
}

static ssize_t backend_stat_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	const void *counts;
	u64 value;

	mutex_lock(&vvp->backend_lock);
	counts = &vvp->legacy.backend->stats;
	value = READ_ONCE(*(const u64 *)(counts + offset_of(attr)));
	mutex_unlock(&vvp->backend_lock);
	return sysfs_emit(buf, "%llu\n", value);
}

static ssize_t modern_stat_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	const void *counts;
	u64 value = 0;

	mutex_lock(&vvp->backend_lock);
	counts = vvp->legacy.backend->counts;
	if (counts)
		value = READ_ONCE(*(const u64 *)(counts + offset_of(attr)));
	mutex_unlock(&vvp->backend_lock);
	return sysfs_emit(buf, "%llu\n", value);
}

#define COUNTER(_name, _show, _offset)				\
	static struct counter_attribute attr_##_name = {	\
		.attr = __ATTR(_name, 0444, _show, NULL),	\
		.offset = _offset,				\
	}
#define STAT(_name, _member)				\
	COUNTER(_name, stat_show,			\
		offsetof(struct legacy_stats, _member))
#define BACKEND_STAT(_name, _member)				\
	COUNTER(_name, backend_stat_show,			\
		offsetof(struct backend_stats, _member))

#define MODERN_STAT(_name, _member)				\
	COUNTER(_name, modern_stat_show,			\
		offsetof(struct modern_counts, _member))

STAT(reads, reads);
STAT(writes, writes);
STAT(kicks_doorbell, kicks[KICK_DOORBELL]);
STAT(kicks_command, kicks[KICK_COMMAND]);
STAT(kicks_ioeventfd, kicks[KICK_IOEVENTFD]);
STAT(kicks_dropped, kicks[KICK_DROPPED]);
STAT(interrupts, interrupts);

BACKEND_STAT(accesses_common_write, tried[ACCESS_COMMON_WRITE]);
BACKEND_STAT(accesses_common_read, tried[ACCESS_COMMON_READ]);
BACKEND_STAT(accesses_device_write, tried[ACCESS_DEVICE_WRITE]);
BACKEND_STAT(accesses_device_read, tried[ACCESS_DEVICE_READ]);
BACKEND_STAT(accesses_notify_info, tried[ACCESS_NOTIFY_INFO]);
BACKEND_STAT(retried, retried);
BACKEND_STAT(timeouts, timeouts);
BACKEND_STAT(unsent, unsent);

MODERN_STAT(started, started);
MODERN_STAT(not_started, not_started);
MODERN_STAT(foreign, foreign);
MODERN_STAT(late_queues, late_queues);
MODERN_STAT(needs_reset, needs_reset);

static ssize_t command_latency_ns_show(struct device *dev,
				       struct device_attribute *attr, char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	const struct latency *latency;
	int i, len = 0;

	mutex_lock(&vvp->backend_lock);
	latency = &vvp->legacy.backend->latency;
	for (i = 0; i < LATENCY_BOUNDS; i++)
		len += sysfs_emit_at(buf, len, "%llu %llu\n",
				     vvp_latency_bound(i),
				     READ_ONCE(latency->counts[i]));
	len += sysfs_emit_at(buf, len, "inf %llu\nsum %llu\n",
			     READ_ONCE(latency->counts[LATENCY_BOUNDS]),
			     READ_ONCE(latency->sum_ns));
	mutex_unlock(&vvp->backend_lock);
	return len;
}
static DEVICE_ATTR_RO(command_latency_ns);

static u64 accesses(const struct backend *backend)
{
	u64 sum = 0;
	int i;

	for (i = 0; i < ACCESS_KINDS; i++)
		sum += READ_ONCE(backend->stats.tried[i]);
	return sum;
}

static ssize_t accesses_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	u64 value;

	mutex_lock(&vvp->backend_lock);
	value = accesses(vvp->legacy.backend);
	mutex_unlock(&vvp->backend_lock);
	return sysfs_emit(buf, "%llu\n", value);
}
static DEVICE_ATTR_RO(accesses);

static ssize_t commands_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	const struct backend *backend;
	u64 value = 0;

	mutex_lock(&vvp->backend_lock);
	backend = vvp->legacy.backend;
	if (backend->ops->opcodes)
		value = accesses(backend);
	mutex_unlock(&vvp->backend_lock);
	return sysfs_emit(buf, "%llu\n", value);
}
static DEVICE_ATTR_RO(commands);

static ssize_t failed_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct backend *backend;
	u64 value;

	mutex_lock(&vvp->backend_lock);
	backend = vvp->legacy.backend;
	value = READ_ONCE(backend->stats.failed) +
		vvp_backend_posted_failures(backend);
	mutex_unlock(&vvp->backend_lock);
	return sysfs_emit(buf, "%llu\n", value);
}
static DEVICE_ATTR_RO(failed);

static struct attribute *legacy_attrs[] = {
	&attr_reads.attr.attr,
	&attr_writes.attr.attr,
	&attr_kicks_doorbell.attr.attr,
	&attr_kicks_command.attr.attr,
	&attr_kicks_ioeventfd.attr.attr,
	&attr_kicks_dropped.attr.attr,
	&attr_interrupts.attr.attr,
	&dev_attr_accesses.attr,
	&attr_accesses_common_write.attr.attr,
	&attr_accesses_common_read.attr.attr,
	&attr_accesses_device_write.attr.attr,
	&attr_accesses_device_read.attr.attr,
	&attr_accesses_notify_info.attr.attr,
	&dev_attr_commands.attr,
	&dev_attr_command_latency_ns.attr,
	&dev_attr_failed.attr,
	&attr_retried.attr.attr,
	&attr_timeouts.attr.attr,
	&attr_unsent.attr.attr,
	&attr_started.attr.attr,
	&attr_not_started.attr.attr,
	&attr_foreign.attr.attr,
	&attr_late_queues.attr.attr,
	&attr_needs_reset.attr.attr,
	NULL
};

static const struct attribute_group legacy_group = {
	.name = "legacy",
	.attrs = legacy_attrs,
};

/* Of each device, while it is bound. */
const struct attribute_group *vvp_sysfs_groups[] = {
	&mode_group,
	NULL
};

/**
 * vvp_sysfs_add_legacy - make the folder legacy/, and the files of migration
 * @vvp: a device that has a legacy interface
 *
 * A folder whose files are all invisible would be there, empty. May sleep.
 *
 * Return: 0 or a negative errno.
 */
int vvp_sysfs_add_legacy(struct vvp_device *vvp)
{
	struct kobject *kobj = &vvp->core.pdev->dev.kobj;
	int ret;

	ret = sysfs_create_group(kobj, &legacy_group);
	if (ret)
		return ret;
	ret = sysfs_create_group(kobj, &migration_group);
	if (ret)
		sysfs_remove_group(kobj, &legacy_group);
	return ret;
}

/**
 * vvp_sysfs_remove_legacy - undo vvp_sysfs_add_legacy()
 * @vvp: the device
 *
 * Waits for those who read the files.
 */
void vvp_sysfs_remove_legacy(struct vvp_device *vvp)
{
	struct kobject *kobj = &vvp->core.pdev->dev.kobj;

	sysfs_remove_group(kobj, &migration_group);
	sysfs_remove_group(kobj, &legacy_group);
}
