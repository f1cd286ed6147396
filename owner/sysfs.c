// SPDX-License-Identifier: GPL-2.0-only
/* The folder owner/ of a PF. */
#include <linux/device.h>

#include "owner.h"

static ssize_t queues_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct vowner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", owner->transport.nr_queues);
}
static DEVICE_ATTR_RO(queues);

static ssize_t opcodes_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct vowner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%#llx\n", READ_ONCE(owner->opcodes));
}
static DEVICE_ATTR_RO(opcodes);

/* 0 until a VF's driver has asked: nothing is asked for before. */
static ssize_t parts_limit_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct vowner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(owner->objects.limit));
}
static DEVICE_ATTR_RO(parts_limit);

static ssize_t parts_objects_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	struct vowner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(owner->objects.used));
}
static DEVICE_ATTR_RO(parts_objects);

static ssize_t recoveries_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vowner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%lu\n", READ_ONCE(owner->recoveries));
}
static DEVICE_ATTR_RO(recoveries);

static ssize_t state_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%s\n", vowner_state_name(dev_get_drvdata(dev)));
}
static DEVICE_ATTR_RO(state);

static ssize_t command_timeout_ms_show(struct device *dev,
				       struct device_attribute *attr, char *buf)
{
	struct vowner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(owner->timeout_ms));
}

static ssize_t command_timeout_ms_store(struct device *dev,
					struct device_attribute *attr,
					const char *buf, size_t count)
{
	struct vowner *owner = dev_get_drvdata(dev);
	unsigned int ms;

	if (kstrtouint(buf, 0, &ms) || ms > VOWNER_TIMEOUT_MAX_MS)
		return -EINVAL;
	WRITE_ONCE(owner->timeout_ms, ms);
	return count;
}
static DEVICE_ATTR_RW(command_timeout_ms);

static struct attribute *owner_attrs[] = {
	&dev_attr_queues.attr,
	&dev_attr_opcodes.attr,
	&dev_attr_parts_limit.attr,
	&dev_attr_parts_objects.attr,
	&dev_attr_state.attr,
	&dev_attr_recoveries.attr,
	&dev_attr_command_timeout_ms.attr,
	NULL
};

static const struct attribute_group owner_group = {
	.name = "owner",
	.attrs = owner_attrs,
};

const struct attribute_group *vowner_sysfs_groups[] = {
	&owner_group,
	NULL
};
