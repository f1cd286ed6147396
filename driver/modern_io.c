// SPDX-License-Identifier: GPL-2.0-only
/* Finding, mapping, reading and writing the structures of a modern function. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/unaligned.h>

#include "modern_io.h"

/* Most devices are done when they are looked at; the others are not quick. */
#define PAUSE_US_MIN	200
#define PAUSE_US_MAX	1000

/* The structures are in BARs that are memory: see modern_caps.h. */
static u32 read_sized(void __iomem *at, unsigned int size)
{
	switch (size) {
	case 1:
		return readb(at);
	case 2:
		return readw(at);
	default:
		return readl(at);
	}
}

static void write_sized(void __iomem *at, unsigned int size, u32 value)
{
	switch (size) {
	case 1:
		writeb(value, at);
		break;
	case 2:
		writew(value, at);
		break;
	default:
		writel(value, at);
	}
}

static u32 read_common(void *function, unsigned int offset, unsigned int size)
{
	struct modern_io *io = function;

	return read_sized(io->common + offset, size);
}

static void write_common(void *function, unsigned int offset, unsigned int size,
			 u32 value)
{
	struct modern_io *io = function;

	write_sized(io->common + offset, size, value);
}

static u32 read_config(void *function, unsigned int offset, unsigned int size)
{
	struct modern_io *io = function;

	return read_sized(io->device + offset, size);
}

static void write_config(void *function, unsigned int offset, unsigned int size,
			 u32 value)
{
	struct modern_io *io = function;

	write_sized(io->device + offset, size, value);
}

static u8 read_isr(void *function)
{
	struct modern_io *io = function;

	return readb(io->isr);
}

static bool set_doorbell(void *function, u16 queue, u16 notify_off)
{
	struct modern_io *io = function;
	u32 offset;

	if (!io->notify ||
	    !vvp_modern_notify_offset(&io->caps, notify_off, &offset))
		return false;
	WRITE_ONCE(io->doorbells[queue], io->notify + offset);
	return true;
}

static void clear_doorbell(void *function, u16 queue)
{
	struct modern_io *io = function;

	WRITE_ONCE(io->doorbells[queue], NULL);
}

static void clear_doorbells(void *function)
{
	int i;

	for (i = 0; i < MODERN_QUEUES_MAX; i++)
		clear_doorbell(function, i);
}

static void notify(void *function, u16 queue)
{
	struct modern_io *io = function;

	writew(queue, io->doorbells[queue]);
}

/* Outside of a session bus mastering is never on. */
static void set_master(void *function, bool on)
{
	struct modern_io *io = function;

	if (io->command)
		vvp_command_set_master(io->command, on);
}

static int pause(void *function, unsigned long deadline)
{
	struct modern_io *io = function;

	if (time_after(jiffies, deadline))
		return ACCESS_ERR_TIMEOUT;
	usleep_range(PAUSE_US_MIN, PAUSE_US_MAX);
	if (!io->unkillable && fatal_signal_pending(current))
		return ACCESS_ERR_KILLED;
	return 0;
}

const struct modern_ops vvp_modern_io_ops = {
	.read_common = read_common,
	.write_common = write_common,
	.read_config = read_config,
	.write_config = write_config,
	.read_isr = read_isr,
	.set_doorbell = set_doorbell,
	.clear_doorbell = clear_doorbell,
	.clear_doorbells = clear_doorbells,
	.notify = notify,
	.set_master = set_master,
	.pause = pause,
};

/**
 * vvp_modern_io_find - find the structures of a function
 * @io: with its @pdev; @caps is filled in
 *
 * May sleep.
 *
 * Return: as vvp_modern_caps_read().
 */
const char *vvp_modern_io_find(struct modern_io *io)
{
	struct modern_function function = {};
	u32 value;
	int i;

	for (i = 0; i < MODERN_CONFIG_SPACE; i += sizeof(value)) {
		pci_read_config_dword(io->pdev, i, &value);
		put_unaligned_le32(value, function.config + i);
	}
	for (i = 0; i < MODERN_BARS; i++)
		if (pci_resource_flags(io->pdev, i) & IORESOURCE_MEM)
			function.bar_size[i] = pci_resource_len(io->pdev, i);
	return vvp_modern_caps_read(&function, &io->caps);
}

static void __iomem *map(struct modern_io *io, const struct modern_region *region)
{
	/* Nobody else drives the function: there is nobody to be kept away. */
	return ioremap(pci_resource_start(io->pdev, region->bar) + region->offset,
		       region->length);
}

/**
 * vvp_modern_io_map - map all that a look at the device takes
 * @io: of a function that is enabled, with its structures; no doorbells
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int vvp_modern_io_map(struct modern_io *io)
{
	io->common = map(io, &io->caps.common);
	io->isr = map(io, &io->caps.isr);
	if (io->caps.device.length)
		io->device = map(io, &io->caps.device);
	if (io->common && io->isr && (io->device || !io->caps.device.length))
		return 0;
	vvp_modern_io_unmap(io);
	return -ENOMEM;
}

/**
 * vvp_modern_io_unmap - undo vvp_modern_io_map()
 * @io: the function's
 */
void vvp_modern_io_unmap(struct modern_io *io)
{
	if (io->common)
		iounmap(io->common);
	if (io->isr)
		iounmap(io->isr);
	if (io->device)
		iounmap(io->device);
	vvp_modern_io_close(io);
}

static int find_mapped(struct vfio_pci_core_device *core,
		       const struct modern_region *region, void __iomem **at)
{
	void __iomem *bar = vfio_pci_core_get_iomap(core, region->bar);

	if (IS_ERR(bar))
		return PTR_ERR(bar);
	*at = bar + region->offset;
	return 0;
}

/**
 * vvp_modern_io_open - have the structures for a session, by the core's mappings
 * @io: with its structures
 * @core: the function
 *
 * May sleep. The mappings go when the core disables the function.
 *
 * Return: 0 or a negative errno.
 */
int vvp_modern_io_open(struct modern_io *io, struct vfio_pci_core_device *core)
{
	const struct modern_caps *caps = &io->caps;
	int ret;

	ret = find_mapped(core, &caps->common, &io->common);
	if (!ret)
		ret = find_mapped(core, &caps->isr, &io->isr);
	if (!ret)
		ret = find_mapped(core, &caps->notify, &io->notify);
	if (!ret && caps->device.length)
		ret = find_mapped(core, &caps->device, &io->device);
	if (ret)
		vvp_modern_io_close(io);
	return ret;
}

/**
 * vvp_modern_io_close - undo vvp_modern_io_open()
 * @io: the function's
 */
void vvp_modern_io_close(struct modern_io *io)
{
	io->common = NULL;
	io->isr = NULL;
	io->device = NULL;
	io->notify = NULL;
}
