// SPDX-License-Identifier: GPL-2.0-only
/* The face of a device, and the folder legacy/: what became of its commands. */
#include "compat.h"

#include <linux/device.h>

#include "device.h"
#include "sysfs.h"

static ssize_t face_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", face_names[dev_to_vvp(dev)->face]);
}

static ssize_t face_store(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t count)
{
	struct vvp_device *vvp = dev_to_vvp(dev);
	struct vfio_device *vdev = &vvp->core.vdev;
	int face = __sysfs_match_string(face_names, FACES, buf);
	ssize_t ret = count;

	if (face < 0)
		return face;
	if (face != FACE_MODERN && !vvp->has_legacy)
		return -EOPNOTSUPP;

	mutex_lock(&vdev->dev_set->lock);
	if (vdev->open_count)
		ret = -EBUSY;
	else
		vvp->face = face;
	mutex_unlock(&vdev->dev_set->lock);
	return ret;
}
static DEVICE_ATTR_RW(face);

static struct attribute *face_attrs[] = {
	&dev_attr_face.attr,
	NULL
};

static const struct attribute_group face_group = {
	.attrs = face_attrs,
};

static ssize_t show_count(struct device *dev, size_t offset, char *buf)
{
	const void *counts = &dev_to_vvp(dev)->bar.commands.counts;

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(*(const u64 *)(counts + offset)));
}

static ssize_t commands_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return show_count(dev, offsetof(struct command_counts, commands), buf);
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

static ssize_t retried_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return show_count(dev, offsetof(struct command_counts, retried), buf);
}
static DEVICE_ATTR_RO(retried);

static ssize_t timeouts_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return show_count(dev, offsetof(struct command_counts, timeouts), buf);
}
static DEVICE_ATTR_RO(timeouts);

static ssize_t unsent_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return show_count(dev, offsetof(struct command_counts, unsent), buf);
}
static DEVICE_ATTR_RO(unsent);

static struct attribute *legacy_attrs[] = {
	&dev_attr_commands.attr,
	&dev_attr_failed.attr,
	&dev_attr_retried.attr,
	&dev_attr_timeouts.attr,
	&dev_attr_unsent.attr,
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
	&face_group,
	&legacy_group,
	NULL
};
