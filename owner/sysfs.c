// SPDX-License-Identifier: GPL-2.0-only
/* The folder owner/ of a PF. */
#include "compat.h"

#include <linux/device.h>

#include "owner.h"

static ssize_t queues_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct owner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", owner->transport.nr_queues);
}
static DEVICE_ATTR_RO(queues);

static ssize_t opcodes_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct owner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%#llx\n", READ_ONCE(owner->opcodes));
}
static DEVICE_ATTR_RO(opcodes);

static ssize_t recoveries_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct owner *owner = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%lu\n", READ_ONCE(owner->recoveries));
}
static DEVICE_ATTR_RO(recoveries);

static struct attribute *owner_attrs[] = {
	&dev_attr_queues.attr,
	&dev_attr_opcodes.attr,
	&dev_attr_recoveries.attr,
	NULL
};

static const struct attribute_group owner_group = {
	.name = "owner",
	.attrs = owner_attrs,
};

const struct attribute_group *owner_sysfs_groups[] = {
	&owner_group,
	NULL
};
