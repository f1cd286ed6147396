// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to configuration space: the core's answer, corrected. */
#include <linux/pci_regs.h>
#include <linux/uaccess.h>

#include "capabilities.h"
#include "config_space.h"

/**
 * vvp_config_init - set up, for as long as the VF is bound
 * @space: to set up
 * @core: the VF
 * @type: its device type
 * @state: what the guest sets there, of its session
 * @command: likewise
 */
void vvp_config_init(struct config_space *space,
		     struct vfio_pci_core_device *core,
		     const struct legacy_type *type,
		     struct identity_state *state,
		     struct command *command)
{
	space->core = core;
	space->identity.device_id = type->transitional_id;
	space->identity.subsystem_id = type->virtio_id;
	space->identity.bar0_size = vvp_legacy_bar_size(type);
	space->identity.hides_bar1 = pci_resource_flags(core->pdev, 0) &
				     IORESOURCE_MEM_64;
	space->state = state;
	space->command = command;
	spin_lock_init(&space->lock);
}

/**
 * vvp_config_open - a session begins
 * @space: the function's
 * @legacy_only: hide the modern interface's capabilities
 * @no_msix: hide MSI-X, too
 */
void vvp_config_open(struct config_space *space, bool legacy_only, bool no_msix)
{
	space->hidden = 0;
	/* The virtio structures are in vendor-specific ones. */
	if (legacy_only)
		space->hidden |= vvp_capability_set(PCI_CAP_ID_VNDR);
	if (no_msix)
		space->hidden |= vvp_capability_set(PCI_CAP_ID_MSIX);
	vvp_config_reset(space);
}

/**
 * vvp_config_reset - forget what the guest set
 * @space: after every reset of the function
 *
 * Any context but interrupts. The core may hold its locks.
 */
void vvp_config_reset(struct config_space *space)
{
	spin_lock(&space->lock);
	vvp_identity_reset(space->state);
	spin_unlock(&space->lock);
}

/**
 * vvp_config_save - the saved form of what the guest set
 * @space: an open one
 * @to: where to
 *
 * Any context but interrupts.
 */
void vvp_config_save(struct config_space *space, u8 to[IDENTITY_SAVED])
{
	spin_lock(&space->lock);
	vvp_identity_save(space->state, to);
	spin_unlock(&space->lock);
}

/**
 * vvp_config_load - take what a guest set elsewhere
 * @space: an open one
 * @state: from vvp_identity_load()
 *
 * Any context but interrupts.
 */
void vvp_config_load(struct config_space *space,
		     const struct identity_state *state)
{
	spin_lock(&space->lock);
	*space->state = *state;
	spin_unlock(&space->lock);
}

/* How much of an access lies before @end. */
static size_t part_before(size_t end, size_t count, loff_t pos)
{
	return pos >= end ? 0 : min_t(size_t, count, end - pos);
}

static struct capabilities capabilities_of(struct config_space *space)
{
	return (struct capabilities){
		.config = space->core->vconfig,
		.id_of = space->core->pci_config_map,
	};
}

static bool hidden(struct config_space *space, size_t pos)
{
	struct capabilities caps = capabilities_of(space);

	return vvp_capabilities_hidden(&caps, space->hidden, pos);
}

/* MSI-X that INTx is made of is off, to the guest. */
static void hide_msix(struct config_space *space, size_t pos, u8 *buf,
		      size_t len)
{
	size_t flags_hi = space->core->pdev->msix_cap + PCI_MSIX_FLAGS + 1;

	if (flags_hi >= pos && flags_hi - pos < len)
		buf[flags_hi - pos] &= ~((PCI_MSIX_FLAGS_ENABLE |
					  PCI_MSIX_FLAGS_MASKALL) >> 8);
}

/* Before what is the identity's of it. */
static void show_command(struct config_space *space, size_t pos, u8 *buf,
			 size_t len)
{
	if (vvp_command_is_ours(space->command) && pos <= PCI_COMMAND &&
	    PCI_COMMAND - pos < len)
		buf[PCI_COMMAND - pos] = vvp_command_read(space->command);
}

static void overlay(struct config_space *space, size_t pos, u8 *buf, size_t len,
		    const struct config_intx *intx)
{
	struct identity_state state;

	spin_lock(&space->lock);
	state = *space->state;
	spin_unlock(&space->lock);
	state.interrupt = intx->pending;
	show_command(space, pos, buf, len);
	vvp_identity_overlay(&space->identity, &state, pos, buf, len);

	if (intx->made)
		hide_msix(space, pos, buf, len);
	if (space->hidden) {
		struct capabilities caps = capabilities_of(space);

		vvp_capabilities_overlay(&caps, space->hidden, pos, buf, len);
	}
}

/**
 * vvp_config_read - the guest reads configuration space
 * @space: an open one
 * @buf: where to
 * @count: number of bytes
 * @ppos: position in the device's file; advanced
 * @intx: what the VF's MSI-X is used for
 *
 * May sleep. Takes the core's locks.
 *
 * Return: as vfio_pci_core_read().
 */
ssize_t vvp_config_read(struct config_space *space, char __user *buf,
			size_t count, loff_t *ppos,
			const struct config_intx *intx)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	u8 bytes[CAPABILITIES_END];
	size_t len;
	ssize_t ret;

	ret = vfio_pci_core_read(&space->core->vdev, buf, count, ppos);
	if (ret <= 0)
		return ret;

	len = part_before(sizeof(bytes), ret, pos);
	if (!len)
		return ret;

	if (copy_from_user(bytes, buf, len))
		return -EFAULT;
	overlay(space, pos, bytes, len, intx);
	return copy_to_user(buf, bytes, len) ? -EFAULT : ret;
}

static ssize_t write_shown(struct config_space *space, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	size_t len = part_before(PCI_STD_HEADER_SIZEOF, count, pos);
	u8 header[PCI_STD_HEADER_SIZEOF];
	ssize_t ret;

	if (copy_from_user(header, buf, len))
		return -EFAULT;

	/* The core first: it has the rest of COMMAND, and may reset us. */
	ret = vfio_pci_core_write(&space->core->vdev, buf, count, ppos);
	if (ret <= 0)
		return ret;

	spin_lock(&space->lock);
	vvp_identity_write(&space->identity, space->state, pos, header,
			   min_t(size_t, len, ret));
	spin_unlock(&space->lock);
	return ret;
}

/* The low byte of COMMAND, if the function has another one. */
static ssize_t write_command(struct config_space *space, const char __user *buf,
			     loff_t *ppos)
{
	u8 value;

	if (get_user(value, (const u8 __user *)buf))
		return -EFAULT;
	spin_lock(&space->lock);
	vvp_identity_write(&space->identity, space->state, PCI_COMMAND, &value,
			   sizeof(value));
	spin_unlock(&space->lock);
	vvp_command_write(space->command, value);
	(*ppos)++;
	return sizeof(value);
}

/**
 * enum run - who has some bytes of configuration space
 * @RUN_SHOWN: the core, and the identity
 * @RUN_HIDDEN: nobody
 * @RUN_COMMAND: COMMAND, which is not the core's
 */
enum run {
	RUN_SHOWN,
	RUN_HIDDEN,
	RUN_COMMAND,
};

static enum run run_of(struct config_space *space, loff_t pos)
{
	if (pos == PCI_COMMAND && vvp_command_is_ours(space->command))
		return RUN_COMMAND;
	return hidden(space, pos) ? RUN_HIDDEN : RUN_SHOWN;
}

/* The number of bytes from @pos on that are all of the same kind. */
static size_t run_length(struct config_space *space, loff_t pos, size_t count)
{
	enum run run = run_of(space, pos);
	size_t len = 1;

	if (pos >= CAPABILITIES_END)
		return count;
	while (len < count && run_of(space, pos + len) == run)
		len++;
	return len;
}

static ssize_t write_run(struct config_space *space, const char __user *buf,
			 size_t len, loff_t *ppos)
{
	switch (run_of(space, *ppos & VFIO_PCI_OFFSET_MASK)) {
	case RUN_COMMAND:
		return write_command(space, buf, ppos);
	case RUN_HIDDEN:
		*ppos += len;
		return len;
	default:
		return write_shown(space, buf, len, ppos);
	}
}

/**
 * vvp_config_write - the guest writes configuration space
 * @space: an open one
 * @buf: where from
 * @count: number of bytes
 * @ppos: position in the device's file; advanced
 *
 * May sleep. Takes the core's locks. What is hidden is not there to be written.
 *
 * Return: as vfio_pci_core_write().
 */
ssize_t vvp_config_write(struct config_space *space, const char __user *buf,
			 size_t count, loff_t *ppos)
{
	loff_t start = *ppos;
	size_t done = 0;

	while (done < count) {
		loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
		size_t len = run_length(space, pos, count - done);
		ssize_t ret = write_run(space, buf + done, len, ppos);

		if (ret < 0) {
			*ppos = start;
			return ret;
		}
		done += ret;
		if (ret < len)
			break;
	}
	return done;
}
