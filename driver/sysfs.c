// SPDX-License-Identifier: GPL-2.0-only
/* The mode of a device, and the folder legacy/: what became of its commands. */
#include <linux/device.h>

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

static struct attribute *mode_attrs[] = {
	&dev_attr_mode.attr,
	&dev_attr_mode_reason.attr,
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
	const void *counts = &dev_to_vvp(dev)->legacy.backend->stats;

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(*(const u64 *)(counts + offset_of(attr))));
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
	return sysfs_emit(buf, "%llu\n",
			  accesses(dev_to_vvp(dev)->legacy.backend));
}
static DEVICE_ATTR_RO(accesses);

static ssize_t commands_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	const struct backend *backend = dev_to_vvp(dev)->legacy.backend;

	return sysfs_emit(buf, "%llu\n",
			  backend->ops->opcodes ? accesses(backend) : 0);
}
static DEVICE_ATTR_RO(commands);

static ssize_t failed_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct backend *backend = dev_to_vvp(dev)->legacy.backend;

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(backend->stats.failed) +
			  vvp_backend_posted_failures(backend));
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
	&dev_attr_failed.attr,
	&attr_retried.attr.attr,
	&attr_timeouts.attr.attr,
	&attr_unsent.attr.attr,
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
 * vvp_sysfs_add_legacy - make the folder legacy/
 * @vvp: a device that has a legacy interface
 *
 * A folder whose files are all invisible would be there, empty. May sleep.
 *
 * Return: 0 or a negative errno.
 */
int vvp_sysfs_add_legacy(struct vvp_device *vvp)
{
	return sysfs_create_group(&vvp->core.pdev->dev.kobj, &legacy_group);
}

/**
 * vvp_sysfs_remove_legacy - undo vvp_sysfs_add_legacy()
 * @vvp: the device
 *
 * Waits for those who read the files.
 */
void vvp_sysfs_remove_legacy(struct vvp_device *vvp)
{
	sysfs_remove_group(&vvp->core.pdev->dev.kobj, &legacy_group);
}
