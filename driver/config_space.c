// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to configuration space: the core's answer, corrected. */
#include "compat.h"

#include <linux/pci_regs.h>
#include <linux/uaccess.h>

#include "config_space.h"

/**
 * config_space_init - set up, for as long as the VF is bound
 * @space: to set up
 * @core: the VF
 * @type: its device type
 */
void config_space_init(struct config_space *space,
		       struct vfio_pci_core_device *core,
		       const struct legacy_type *type)
{
	space->core = core;
	space->identity.device_id = type->transitional_id;
	space->identity.subsystem_id = type->virtio_id;
	space->identity.bar0_size = legacy_bar_size_of(type);
	spin_lock_init(&space->lock);
	identity_reset(&space->state);
}

/**
 * config_space_reset - forget what the guest set
 * @space: at open, and after every reset of the function
 *
 * Any context but interrupts. The core may hold its locks.
 */
void config_space_reset(struct config_space *space)
{
	spin_lock(&space->lock);
	identity_reset(&space->state);
	spin_unlock(&space->lock);
}

/**
 * config_space_io_enabled - COMMAND.IO, as the guest set it
 * @space: an open one
 */
bool config_space_io_enabled(struct config_space *space)
{
	return READ_ONCE(space->state.io_enabled);
}

/* How much of an access lies in the header, where the identity is. */
static size_t header_part(size_t count, loff_t pos)
{
	if (pos >= PCI_STD_HEADER_SIZEOF)
		return 0;
	return min_t(size_t, count, PCI_STD_HEADER_SIZEOF - pos);
}

/**
 * config_space_read - the guest reads configuration space
 * @space: an open one
 * @buf: where to
 * @count: number of bytes
 * @ppos: position in the device's file; advanced
 *
 * May sleep. Takes the core's locks.
 *
 * Return: as vfio_pci_core_read().
 */
ssize_t config_space_read(struct config_space *space, char __user *buf,
			  size_t count, loff_t *ppos)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	u8 header[PCI_STD_HEADER_SIZEOF];
	size_t len;
	ssize_t ret;

	ret = vfio_pci_core_read(&space->core->vdev, buf, count, ppos);
	if (ret <= 0)
		return ret;

	len = header_part(ret, pos);
	if (!len)
		return ret;

	if (copy_from_user(header, buf, len))
		return -EFAULT;
	spin_lock(&space->lock);
	identity_overlay(&space->identity, &space->state, pos, header, len);
	spin_unlock(&space->lock);
	return copy_to_user(buf, header, len) ? -EFAULT : ret;
}

/**
 * config_space_write - the guest writes configuration space
 * @space: an open one
 * @buf: where from
 * @count: number of bytes
 * @ppos: position in the device's file; advanced
 *
 * May sleep. Takes the core's locks.
 *
 * Return: as vfio_pci_core_write().
 */
ssize_t config_space_write(struct config_space *space, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	size_t len = header_part(count, pos);
	u8 header[PCI_STD_HEADER_SIZEOF];
	ssize_t ret;

	if (copy_from_user(header, buf, len))
		return -EFAULT;

	/* The core first: it has the rest of COMMAND, and may reset us. */
	ret = vfio_pci_core_write(&space->core->vdev, buf, count, ppos);
	if (ret <= 0)
		return ret;

	spin_lock(&space->lock);
	identity_write(&space->identity, &space->state, pos, header,
		       min_t(size_t, len, ret));
	spin_unlock(&space->lock);
	return ret;
}
