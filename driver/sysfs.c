// SPDX-License-Identifier: GPL-2.0-only
/* The mode of a device, and the folder legacy/: what became of its commands. */
#include <linux/device.h>

#include "device.h"
#include "sysfs.h"

static ssize_t mode_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", mode_names[dev_to_vvp(dev)->mode]);
}

static ssize_t mode_store(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t count)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	int mode = __sysfs_match_string(mode_names, MODES, buf);
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
	mode_reason_text(&reason, vvp->core.pdev, text, sizeof(text));
	return sysfs_emit(buf, "%s %s\n", mode_reason_word(&reason), text);
}
static DEVICE_ATTR_RO(mode_reason);

static struct attribute *mode_attrs[] = {
	&dev_attr_mode.attr,
	&dev_attr_mode_reason.attr,
	NULL
};

static const struct attribute_group mode_group = {
	.attrs = mode_attrs,
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

static ssize_t bar_counter_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n",
			  counters_sum(dev_to_vvp(dev)->bar.counters,
				       offset_of(attr)));
}

static ssize_t command_counter_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	const void *counts = &dev_to_vvp(dev)->bar.commands.counts;

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(*(const u64 *)(counts + offset_of(attr))));
}

#define COUNTER(_name, _show, _offset)				\
	static struct counter_attribute attr_##_name = {	\
		.attr = __ATTR(_name, 0444, _show, NULL),	\
		.offset = _offset,				\
	}
#define BAR_COUNTER(_name, _member)				\
	COUNTER(_name, bar_counter_show,			\
		offsetof(struct counters, _member))
#define COMMAND_COUNTER(_name, _member)				\
	COUNTER(_name, command_counter_show,			\
		offsetof(struct command_counts, _member))

BAR_COUNTER(reads, reads);
BAR_COUNTER(writes, writes);
BAR_COUNTER(kicks_doorbell, kicks[KICK_DOORBELL]);
BAR_COUNTER(kicks_command, kicks[KICK_COMMAND]);
BAR_COUNTER(kicks_ioeventfd, kicks[KICK_IOEVENTFD]);
BAR_COUNTER(kicks_dropped, kicks[KICK_DROPPED]);
BAR_COUNTER(interrupts, interrupts);

COMMAND_COUNTER(accesses_common_write, tried[ACCESS_COMMON_WRITE]);
COMMAND_COUNTER(accesses_common_read, tried[ACCESS_COMMON_READ]);
COMMAND_COUNTER(accesses_device_write, tried[ACCESS_DEVICE_WRITE]);
COMMAND_COUNTER(accesses_device_read, tried[ACCESS_DEVICE_READ]);
COMMAND_COUNTER(accesses_notify_info, tried[ACCESS_NOTIFY_INFO]);
COMMAND_COUNTER(retried, retried);
COMMAND_COUNTER(timeouts, timeouts);
COMMAND_COUNTER(unsent, unsent);

static ssize_t accesses_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct command_counts *counts = &dev_to_vvp(dev)->bar.commands.counts;
	u64 sum = 0;
	int i;

	for (i = 0; i < ACCESS_KINDS; i++)
		sum += READ_ONCE(counts->tried[i]);
	return sysfs_emit(buf, "%llu\n", sum);
}
static DEVICE_ATTR_RO(accesses);

/* Both backends make each access a command. */
static ssize_t commands_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return accesses_show(dev, attr, buf);
}
static DEVICE_ATTR_RO(commands);

static ssize_t failed_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct commands *commands = &dev_to_vvp(dev)->bar.commands;

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(commands->counts.failed) +
			  commands_posted_failures(commands));
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

static umode_t legacy_visible(struct kobject *kobj, struct attribute *attr,
			      int index)
{
	return dev_to_vvp(kobj_to_dev(kobj))->has_legacy ? attr->mode : 0;
}

static const struct attribute_group legacy_group = {
	.name = "legacy",
	.attrs = legacy_attrs,
	.is_visible = legacy_visible,
};

const struct attribute_group *vvp_sysfs_groups[] = {
	&mode_group,
	&legacy_group,
	NULL
};
