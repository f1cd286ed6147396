// SPDX-License-Identifier: GPL-2.0-only
/* The driver's side of virtio 1.4, "Virtio Over PCI Bus". */
#include <linux/string.h>
#include <linux/virtio_pci.h>

#include "modern_dev.h"

#define READY	(VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER)

/* What a driver sets, and nobody but a driver. */
#define SET_BY_DRIVER \
	(READY | VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK)

/* A device whose configuration always changes has to be read as it is. */
#define GENERATION_TRIES	8

/* Legacy rings (virtio 1.4, "Legacy Interfaces: A Note on Virtqueue Layout"). */
#define LEGACY_ALIGN		4096ULL
#define DESC_SIZE		16

static u32 read_common(struct modern_dev *dev, unsigned int offset,
		       unsigned int size)
{
	return dev->ops->read_common(dev->function, offset, size);
}

static void write_common(struct modern_dev *dev, unsigned int offset,
			 unsigned int size, u32 value)
{
	dev->ops->write_common(dev->function, offset, size, value);
}

static u8 read_status(struct modern_dev *dev)
{
	return read_common(dev, VIRTIO_PCI_COMMON_STATUS, 1);
}

static void write_status(struct modern_dev *dev, u8 status)
{
	write_common(dev, VIRTIO_PCI_COMMON_STATUS, 1, status);
	dev->status = status;
}

static void select_queue(struct modern_dev *dev, u16 queue)
{
	write_common(dev, VIRTIO_PCI_COMMON_Q_SELECT, 2, queue);
}

/**
 * vvp_modern_dev_was_reset - the function has been reset, by other means
 * @dev: the device
 *
 * Its registers are not touched.
 */
void vvp_modern_dev_was_reset(struct modern_dev *dev)
{
	dev->ops->clear_doorbells(dev->function);
	dev->told = 0;
	dev->has_told = false;
	dev->status = 0;
	dev->unclean = false;
	dev->broken = false;
	dev->needs_reset = false;
}

/**
 * vvp_modern_dev_reset - reset the device
 * @dev: the device
 * @deadline: for ops->pause()
 *
 * A device that does not finish may still use memory: bus mastering is off then, and
 * nothing else than another reset should be tried.
 *
 * Return: 0, MODERN_ERR_GONE, or what ops->pause() returned.
 */
int vvp_modern_dev_reset(struct modern_dev *dev, unsigned long deadline)
{
	int ret = 0;
	u8 status;

	vvp_modern_dev_was_reset(dev);
	dev->unclean = true;
	write_status(dev, 0);
	/* The read makes sure that the write has got there, too. */
	while ((status = read_status(dev)) != 0) {
		if (status == MODERN_STATUS_GONE)
			ret = MODERN_ERR_GONE;
		else
			ret = dev->ops->pause(dev->function, deadline);
		if (ret) {
			dev->ops->set_master(dev->function, false);
			dev->broken = ret != ACCESS_ERR_KILLED;
			return ret;
		}
	}
	dev->unclean = false;
	return 0;
}

/**
 * vvp_modern_dev_offered - read the device's features
 * @dev: a device that has just been reset
 *
 * Return: 0 or MODERN_ERR_GONE.
 */
int vvp_modern_dev_offered(struct modern_dev *dev)
{
	u32 low, high;

	write_common(dev, VIRTIO_PCI_COMMON_DFSELECT, 4, 0);
	low = read_common(dev, VIRTIO_PCI_COMMON_DF, 4);
	write_common(dev, VIRTIO_PCI_COMMON_DFSELECT, 4, 1);
	high = read_common(dev, VIRTIO_PCI_COMMON_DF, 4);
	dev->offered = low | (u64)high << 32;
	return read_status(dev) == MODERN_STATUS_GONE ? MODERN_ERR_GONE : 0;
}

/**
 * vvp_modern_dev_watch - is the device still as it was left?
 * @dev: the device
 *
 * It may be reached by others: by the same guest, through its modern interface. If it
 * is foreign, or gone, it has to be reset before it is used.
 */
enum modern_watch vvp_modern_dev_watch(struct modern_dev *dev)
{
	u8 status;

	/* Nothing was done to it that could be lost. */
	if (!dev->status)
		return MODERN_WATCH_SAME;
	status = read_status(dev);
	if (status == MODERN_STATUS_GONE)
		return MODERN_WATCH_GONE;
	if (status & VIRTIO_CONFIG_S_NEEDS_RESET)
		dev->needs_reset = true;
	if ((status & SET_BY_DRIVER) == dev->status)
		return MODERN_WATCH_SAME;
	vvp_modern_dev_was_reset(dev);
	dev->unclean = status;
	return MODERN_WATCH_FOREIGN;
}

/**
 * vvp_modern_dev_begin - have a device that can be told things
 * @dev: the device
 * @deadline: for ops->pause()
 *
 * Return: as vvp_modern_dev_reset(), or MODERN_ERR_BROKEN.
 */
int vvp_modern_dev_begin(struct modern_dev *dev, unsigned long deadline)
{
	int ret;

	if (dev->status)
		return 0;
	if (dev->broken)
		return MODERN_ERR_BROKEN;
	if (dev->unclean || read_status(dev)) {
		ret = vvp_modern_dev_reset(dev, deadline);
		if (ret)
			return ret;
	}
	write_status(dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
	write_status(dev, READY);
	return 0;
}

/**
 * vvp_modern_dev_tell - write the driver's features
 * @dev: a device that has begun, and has not accepted features yet
 * @features: the features
 */
void vvp_modern_dev_tell(struct modern_dev *dev, u64 features)
{
	if (dev->has_told && dev->told == features)
		return;
	write_common(dev, VIRTIO_PCI_COMMON_GFSELECT, 4, 0);
	write_common(dev, VIRTIO_PCI_COMMON_GF, 4, features);
	write_common(dev, VIRTIO_PCI_COMMON_GFSELECT, 4, 1);
	write_common(dev, VIRTIO_PCI_COMMON_GF, 4, features >> 32);
	dev->told = features;
	dev->has_told = true;
}

/**
 * vvp_modern_dev_accept - no more features: does the device take them?
 * @dev: a device that was told its features
 *
 * Return: 0, MODERN_ERR_FEATURES or MODERN_ERR_GONE.
 */
int vvp_modern_dev_accept(struct modern_dev *dev)
{
	u8 status;

	write_status(dev, READY | VIRTIO_CONFIG_S_FEATURES_OK);
	status = read_status(dev);
	if (status == MODERN_STATUS_GONE)
		return MODERN_ERR_GONE;
	return status & VIRTIO_CONFIG_S_FEATURES_OK ? 0 : MODERN_ERR_FEATURES;
}

/**
 * vvp_modern_dev_run - the device may use its queues
 * @dev: a device that has accepted its features
 *
 * Return: 0, MODERN_ERR_START or MODERN_ERR_GONE.
 */
int vvp_modern_dev_run(struct modern_dev *dev)
{
	u8 status;

	write_status(dev, dev->status | VIRTIO_CONFIG_S_DRIVER_OK);
	status = read_status(dev);
	if (status == MODERN_STATUS_GONE)
		return MODERN_ERR_GONE;
	return status & VIRTIO_CONFIG_S_DRIVER_OK ? 0 : MODERN_ERR_START;
}

/**
 * vvp_modern_dev_queues - how many queues are there, with the features told so far?
 * @dev: the device
 *
 * Return: at most MODERN_QUEUES_MAX.
 */
u16 vvp_modern_dev_queues(struct modern_dev *dev)
{
	u16 queues = read_common(dev, VIRTIO_PCI_COMMON_NUMQ, 2);

	return queues < MODERN_QUEUES_MAX ? queues : MODERN_QUEUES_MAX;
}

/**
 * vvp_modern_dev_queue_size - the size of a queue
 * @dev: the device
 * @queue: one that there is
 *
 * Return: a power of two, at most 32768; 0 if there is no such queue after all.
 */
u16 vvp_modern_dev_queue_size(struct modern_dev *dev, u16 queue)
{
	u16 size;

	select_queue(dev, queue);
	size = read_common(dev, VIRTIO_PCI_COMMON_Q_SIZE, 2);
	return size & (size - 1) ? 0 : size;
}

static void write_address(struct modern_dev *dev, unsigned int offset,
			  u64 address)
{
	write_common(dev, offset, 4, address);
	write_common(dev, offset + 4, 4, address >> 32);
}

static void write_addresses(struct modern_dev *dev,
			    const struct modern_ring *ring)
{
	u64 avail = ring->address + (u64)ring->size * DESC_SIZE;
	/* flags, idx, one for each entry, used_event */
	u64 used = avail + sizeof(u16) * (3 + (u64)ring->size);

	used = (used + LEGACY_ALIGN - 1) & ~(LEGACY_ALIGN - 1);
	write_address(dev, VIRTIO_PCI_COMMON_Q_DESCLO, ring->address);
	write_address(dev, VIRTIO_PCI_COMMON_Q_AVAILLO, avail);
	write_address(dev, VIRTIO_PCI_COMMON_Q_USEDLO, used);
}

/**
 * vvp_modern_dev_queue_on - have a queue used
 * @dev: a device that has accepted its features, and may use memory
 * @queue: one that there is, and that is off
 * @ring: where it is
 *
 * Return: 0 or MODERN_ERR_QUEUE.
 */
int vvp_modern_dev_queue_on(struct modern_dev *dev, u16 queue,
			    const struct modern_ring *ring)
{
	u16 notify_off;

	if (vvp_modern_dev_queue_size(dev, queue) < ring->size)
		return MODERN_ERR_QUEUE;
	write_common(dev, VIRTIO_PCI_COMMON_Q_SIZE, 2, ring->size);
	write_common(dev, VIRTIO_PCI_COMMON_Q_MSIX, 2, ring->vector);
	write_addresses(dev, ring);
	notify_off = read_common(dev, VIRTIO_PCI_COMMON_Q_NOFF, 2);
	/* First, as a queue that is on stays so. */
	if (!dev->ops->set_doorbell(dev->function, queue, notify_off))
		return MODERN_ERR_QUEUE;
	write_common(dev, VIRTIO_PCI_COMMON_Q_ENABLE, 2, 1);
	if (read_common(dev, VIRTIO_PCI_COMMON_Q_ENABLE, 2) == 1)
		return 0;
	dev->ops->clear_doorbell(dev->function, queue);
	return MODERN_ERR_QUEUE;
}

/**
 * vvp_modern_dev_queue_off - have a queue not used any more
 * @dev: a device for which vvp_modern_dev_can_queue_off()
 * @queue: one that is on
 * @deadline: for ops->pause()
 *
 * Return: 0, MODERN_ERR_GONE, or what ops->pause() returned: then the device has to be
 * reset.
 */
int vvp_modern_dev_queue_off(struct modern_dev *dev, u16 queue,
			     unsigned long deadline)
{
	int ret;

	dev->ops->clear_doorbell(dev->function, queue);
	select_queue(dev, queue);
	write_common(dev, VIRTIO_PCI_COMMON_Q_RESET, 2, 1);
	while (read_common(dev, VIRTIO_PCI_COMMON_Q_RESET, 2)) {
		if (read_status(dev) == MODERN_STATUS_GONE)
			return MODERN_ERR_GONE;
		ret = dev->ops->pause(dev->function, deadline);
		if (ret)
			return ret;
	}
	return 0;
}

/** vvp_modern_dev_config_vector - the vector for configuration changes */
u16 vvp_modern_dev_config_vector(struct modern_dev *dev)
{
	return read_common(dev, VIRTIO_PCI_COMMON_MSIX, 2);
}

/** vvp_modern_dev_set_config_vector - write it. Return: what the device then has */
u16 vvp_modern_dev_set_config_vector(struct modern_dev *dev, u16 vector)
{
	write_common(dev, VIRTIO_PCI_COMMON_MSIX, 2, vector);
	return vvp_modern_dev_config_vector(dev);
}

/** vvp_modern_dev_queue_vector - the vector of a queue that there is */
u16 vvp_modern_dev_queue_vector(struct modern_dev *dev, u16 queue)
{
	select_queue(dev, queue);
	return read_common(dev, VIRTIO_PCI_COMMON_Q_MSIX, 2);
}

/** vvp_modern_dev_set_queue_vector - write it. Return: what the device then has */
u16 vvp_modern_dev_set_queue_vector(struct modern_dev *dev, u16 queue,
				    u16 vector)
{
	select_queue(dev, queue);
	write_common(dev, VIRTIO_PCI_COMMON_Q_MSIX, 2, vector);
	return read_common(dev, VIRTIO_PCI_COMMON_Q_MSIX, 2);
}

/*
 * The width by which a field goes (virtio 1.4, "PCI Device Initialization"): its own;
 * one of 64 bits by halves; an array by its bytes.
 */
static unsigned int width_of(unsigned int offset, unsigned int size)
{
	unsigned int width = size == 8 ? 4 : size;

	if ((width != 2 && width != 4) || offset % width)
		return 1;
	return width;
}

static void read_piece(struct modern_dev *dev, unsigned int offset,
		       unsigned int width, u8 *to)
{
	u32 value = dev->ops->read_config(dev->function, offset, width);
	unsigned int i;

	for (i = 0; i < width; i++, value >>= 8)
		to[i] = value;
}

static void read_pieces(struct modern_dev *dev, unsigned int offset,
			unsigned int size, unsigned int width, u8 *to)
{
	unsigned int i;

	for (i = 0; i < size; i += width)
		read_piece(dev, offset + i, width, to + i);
}

static u8 read_generation(struct modern_dev *dev)
{
	return read_common(dev, VIRTIO_PCI_COMMON_CFGGENERATION, 1);
}

/**
 * vvp_modern_dev_read_config - read a field, which does not change meanwhile
 * @dev: the device
 * @offset: of the field
 * @size: of the field, inside of the configuration
 * @to: where to
 */
void vvp_modern_dev_read_config(struct modern_dev *dev, unsigned int offset,
				unsigned int size, u8 *to)
{
	unsigned int width = width_of(offset, size);
	int tries = GENERATION_TRIES;
	u8 before, after;

	/* What is read at once is of one time (virtio 1.4, "Device Configuration Space"). */
	if (width == size) {
		read_piece(dev, offset, size, to);
		return;
	}
	after = read_generation(dev);
	do {
		before = after;
		read_pieces(dev, offset, size, width, to);
		after = read_generation(dev);
	} while (after != before && --tries);
}

/**
 * vvp_modern_dev_write_config - write a field
 * @dev: the device
 * @offset: of the field
 * @size: of the field, inside of the configuration
 * @from: its bytes
 */
void vvp_modern_dev_write_config(struct modern_dev *dev, unsigned int offset,
				 unsigned int size, const u8 *from)
{
	unsigned int width = width_of(offset, size), i, j;

	for (i = 0; i < size; i += width) {
		u32 value = 0;

		for (j = 0; j < width; j++)
			value |= (u32)from[i + j] << (8 * j);
		dev->ops->write_config(dev->function, offset + i, width, value);
	}
}
