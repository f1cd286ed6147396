/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A modern virtio device as its driver has it: reset, features, queues, configuration,
 * in the order that the specification wants, and with no wait without an end. The
 * device is not trusted.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_MODERN_DEV_H
#define VVP_MODERN_DEV_H

#include <linux/types.h>
#include <linux/virtio_config.h>

#include "access_errors.h"

/* How a device fails, beside ACCESS_ERR_TIMEOUT and ACCESS_ERR_KILLED. */
#define MODERN_ERR_GONE		(-ENXIO)	/* its registers are all ones */
#define MODERN_ERR_FEATURES	(-EPROTO)	/* it does not take these features */
#define MODERN_ERR_QUEUE	(-EIO)		/* it does not take a queue */
#define MODERN_ERR_BROKEN	(-EUCLEAN)	/* it has not finished a reset */
#define MODERN_ERR_START	(-ENOLINK)	/* its DRIVER_OK does not stay */

/* From when on nothing but a reset is sensible (virtio 1.4, "Device Status Field"). */
#define MODERN_STATUS_GONE	0xff

/* No device that this is for has more. */
#define MODERN_QUEUES_MAX	1024

/**
 * struct modern_ops - how to get at the registers of a function
 * @read_common: read 1, 2 or 4 bytes of the common configuration
 * @write_common: write them
 * @read_config: read 1, 2 or 4 bytes of the device configuration, inside of it
 * @write_config: write them
 * @read_isr: read, and clear, ISR status
 * @set_doorbell: learn where a queue is notified. Return: false if that is not in the
 *	structure for it
 * @clear_doorbell: a queue is not notified any more
 * @clear_doorbells: none is
 * @notify: notify a queue that has a doorbell
 * @set_master: let the function write to memory, or not
 * @pause: wait a little, to look again. Return: 0; ACCESS_ERR_TIMEOUT behind the
 *	deadline, which comes; or ACCESS_ERR_KILLED
 */
struct modern_ops {
	u32 (*read_common)(void *function, unsigned int offset,
			   unsigned int size);
	void (*write_common)(void *function, unsigned int offset,
			     unsigned int size, u32 value);
	u32 (*read_config)(void *function, unsigned int offset,
			   unsigned int size);
	void (*write_config)(void *function, unsigned int offset,
			     unsigned int size, u32 value);
	u8 (*read_isr)(void *function);
	bool (*set_doorbell)(void *function, u16 queue, u16 notify_off);
	void (*clear_doorbell)(void *function, u16 queue);
	void (*clear_doorbells)(void *function);
	void (*notify)(void *function, u16 queue);
	void (*set_master)(void *function, bool on);
	int (*pause)(void *function, unsigned long deadline);
};

/**
 * struct modern_dev - a device, and what it has been told
 * @ops: how to get at its registers
 * @function: their argument
 * @config_length: of the device configuration
 * @has_queue_reset: the common configuration is long enough for that register
 * @offered: its features
 * @told: its driver features, if @has_told
 * @has_told: they were written since it was reset
 * @status: the device status that it should have
 * @unclean: whatever it has is not from here: it has to be reset before it is used
 * @broken: it has not finished a reset: nothing but another one is tried
 * @needs_reset: it has said so
 */
struct modern_dev {
	const struct modern_ops *ops;
	void *function;
	unsigned int config_length;
	bool has_queue_reset;
	u64 offered;
	u64 told;
	bool has_told;
	u8 status;
	bool unclean;
	bool broken;
	bool needs_reset;
};

/**
 * struct modern_ring - a split virtqueue
 * @address: of its descriptors, a multiple of 4096; the rest follows as legacy
 *	drivers have it
 * @size: its number of entries
 * @vector: of its interrupts
 */
struct modern_ring {
	u64 address;
	u16 size;
	u16 vector;
};

/**
 * enum modern_watch - whether a device is still as it was left
 * @MODERN_WATCH_SAME: it is
 * @MODERN_WATCH_GONE: it is not there any more
 * @MODERN_WATCH_FOREIGN: somebody else has reset it, or set it up
 */
enum modern_watch {
	MODERN_WATCH_SAME,
	MODERN_WATCH_GONE,
	MODERN_WATCH_FOREIGN,
};

int vvp_modern_dev_reset(struct modern_dev *dev, unsigned long deadline);
void vvp_modern_dev_was_reset(struct modern_dev *dev);
int vvp_modern_dev_offered(struct modern_dev *dev);
enum modern_watch vvp_modern_dev_watch(struct modern_dev *dev);

int vvp_modern_dev_begin(struct modern_dev *dev, unsigned long deadline);
void vvp_modern_dev_tell(struct modern_dev *dev, u64 features);
int vvp_modern_dev_accept(struct modern_dev *dev);
int vvp_modern_dev_run(struct modern_dev *dev);

u16 vvp_modern_dev_queues(struct modern_dev *dev);
u16 vvp_modern_dev_queue_size(struct modern_dev *dev, u16 queue);
int vvp_modern_dev_queue_on(struct modern_dev *dev, u16 queue,
			    const struct modern_ring *ring);
int vvp_modern_dev_queue_off(struct modern_dev *dev, u16 queue,
			     unsigned long deadline);
u16 vvp_modern_dev_config_vector(struct modern_dev *dev);
u16 vvp_modern_dev_set_config_vector(struct modern_dev *dev, u16 vector);
u16 vvp_modern_dev_queue_vector(struct modern_dev *dev, u16 queue);
u16 vvp_modern_dev_set_queue_vector(struct modern_dev *dev, u16 queue,
				    u16 vector);

void vvp_modern_dev_read_config(struct modern_dev *dev, unsigned int offset,
				unsigned int size, u8 *to);
void vvp_modern_dev_write_config(struct modern_dev *dev, unsigned int offset,
				 unsigned int size, const u8 *from);

/* Can a queue be switched off, but by a reset of the device? */
static inline bool vvp_modern_dev_can_queue_off(const struct modern_dev *dev)
{
	return dev->has_queue_reset && dev->has_told &&
	       dev->told & (1ULL << VIRTIO_F_RING_RESET);
}

/**
 * vvp_modern_dev_has_config - has the device these bytes of configuration?
 * @dev: the device
 * @offset: of the first
 * @size: their number
 */
static inline bool vvp_modern_dev_has_config(const struct modern_dev *dev,
					     unsigned int offset,
					     unsigned int size)
{
	return offset <= dev->config_length &&
	       size <= dev->config_length - offset;
}

#endif
