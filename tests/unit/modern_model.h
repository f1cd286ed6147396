/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A modern virtio device, for the unit tests and fuzzers of what drives one. It keeps
 * an eye on its driver: what a driver must not do is handed to wrong(), which who
 * includes this defines.
 */
#ifndef MODERN_MODEL_H
#define MODERN_MODEL_H

#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>
#include <string.h>

#include "modern_dev.h"

#define MODEL_QUEUES 8
#define MODEL_CONFIG 64

/* An arbitrary notification structure: that of a queue is at 4 times its number. */
#define MODEL_NOTIFY_OFF(queue) ((queue) + 3)

struct model_queue {
	uint16_t max; /* 0: there is no such queue */
	uint16_t size, vector, enabled;
	uint64_t address[3]; /* descriptors, available, used */
	bool doorbell;
	int polls_left; /* until a reset of it is done */
	unsigned int kicks;
};

struct model {
	uint64_t offered, features;
	uint8_t status;
	uint32_t device_select, driver_select;
	uint16_t queue, config_vector, nr_queues;
	struct model_queue queues[MODEL_QUEUES];
	uint8_t config[MODEL_CONFIG];
	uint8_t generation, isr;
	bool master;

	/* how it behaves */
	int polls; /* so many reads until a reset is done; negative: never */
	int polls_left;
	bool gone; /* reads as ones */
	bool picky; /* does not take its features */
	bool enables_nothing;
	bool stops; /* does not keep DRIVER_OK */
	bool bad_doorbells; /* outside of their structure */
	bool takes_macs; /* by any driver */
	bool takes_no_macs;
	bool changes; /* its generation never stays */
	bool kill; /* whoever waits */
	int vectors; /* how many it has; -1: any */

	/* what was done to it */
	unsigned int resets, pauses, accesses, config_reads;
	uint8_t first_written; /* of the configuration */
	uint8_t last_written;
};

static inline bool model_has(const struct model *m, unsigned int bit)
{
	return m->features >> bit & 1;
}

static inline void model_reset_done(struct model *m)
{
	m->polls_left = 0;
	m->features = 0;
	m->status = 0;
	m->config_vector = VIRTIO_MSI_NO_VECTOR;
	for (int i = 0; i < MODEL_QUEUES; i++) {
		struct model_queue *q = &m->queues[i];

		q->size = q->max;
		q->vector = VIRTIO_MSI_NO_VECTOR;
		q->enabled = 0;
		memset(q->address, 0, sizeof(q->address));
	}
}

static inline struct model_queue *model_selected(struct model *m)
{
	return m->queue < MODEL_QUEUES ? &m->queues[m->queue] : NULL;
}

static inline uint8_t model_status(struct model *m)
{
	if (m->polls_left > 0 && !--m->polls_left)
		model_reset_done(m);
	return m->status;
}

static inline uint32_t model_queue_read(struct model *m, unsigned int offset)
{
	struct model_queue *q = model_selected(m);

	if (!q)
		return 0;
	switch (offset) {
	case VIRTIO_PCI_COMMON_Q_SIZE:
		return q->size;
	case VIRTIO_PCI_COMMON_Q_MSIX:
		return q->vector;
	case VIRTIO_PCI_COMMON_Q_ENABLE:
		return q->enabled;
	case VIRTIO_PCI_COMMON_Q_NOFF:
		return MODEL_NOTIFY_OFF(m->queue);
	case VIRTIO_PCI_COMMON_Q_RESET:
		if (q->polls_left > 0)
			q->polls_left--;
		return q->polls_left != 0;
	default:
		return 0;
	}
}

/* Registers are read and written as they are wide. */
static inline unsigned int model_width(unsigned int offset)
{
	if (offset < VIRTIO_PCI_COMMON_MSIX ||
	    (offset >= VIRTIO_PCI_COMMON_Q_DESCLO &&
	     offset < VIRTIO_PCI_COMMON_Q_NDATA))
		return 4;
	return offset == VIRTIO_PCI_COMMON_STATUS ||
			       offset == VIRTIO_PCI_COMMON_CFGGENERATION
		       ? 1
		       : 2;
}

static inline uint32_t model_read(void *function, unsigned int offset,
				  unsigned int size)
{
	struct model *m = function;

	m->accesses++;
	if (size != model_width(offset))
		wrong("a register was read by another width");
	if (m->gone)
		return size == 4 ? ~0u : (1u << 8 * size) - 1;
	switch (offset) {
	case VIRTIO_PCI_COMMON_DF:
		return m->device_select > 1
			       ? 0
			       : m->offered >> (32 * m->device_select);
	case VIRTIO_PCI_COMMON_MSIX:
		return m->config_vector;
	case VIRTIO_PCI_COMMON_NUMQ:
		return m->nr_queues;
	case VIRTIO_PCI_COMMON_STATUS:
		return model_status(m);
	case VIRTIO_PCI_COMMON_CFGGENERATION:
		return m->changes ? m->generation++ : m->generation;
	default:
		return model_queue_read(m, offset);
	}
}

static inline void model_status_write(struct model *m, uint8_t status)
{
	if (!status) {
		m->resets++;
		m->polls_left = m->polls;
		/* One that reads as 0 is done. */
		if (!m->polls || !m->status)
			model_reset_done(m);
		return;
	}
	if (status & ~m->status & VIRTIO_CONFIG_S_DRIVER_OK &&
	    !(m->status & VIRTIO_CONFIG_S_FEATURES_OK))
		wrong("DRIVER_OK without FEATURES_OK");
	if (m->status & ~status & ~VIRTIO_CONFIG_S_NEEDS_RESET)
		wrong("a bit of the status was cleared");
	if (status & VIRTIO_CONFIG_S_DRIVER_OK && !m->master)
		wrong("started without bus mastering");
	if (m->picky)
		status &= ~VIRTIO_CONFIG_S_FEATURES_OK;
	if (m->stops)
		status &= ~VIRTIO_CONFIG_S_DRIVER_OK;
	m->status = status;
}

static inline uint16_t model_vector(const struct model *m, uint16_t vector)
{
	return m->vectors < 0 || vector < m->vectors ? vector
						     : VIRTIO_MSI_NO_VECTOR;
}

static inline void model_enable(struct model *m, struct model_queue *q)
{
	if (!(m->status & VIRTIO_CONFIG_S_FEATURES_OK))
		wrong("queue enabled before FEATURES_OK");
	if (!m->master)
		wrong("queue enabled without bus mastering");
	if (q->enabled)
		wrong("queue enabled twice");
	q->enabled = !m->enables_nothing;
}

static inline void model_queue_write(struct model *m, unsigned int offset,
				     uint32_t value)
{
	struct model_queue *q = model_selected(m);
	unsigned int address = (offset - VIRTIO_PCI_COMMON_Q_DESCLO) / 4;

	if (!q || !q->max) {
		wrong("a queue was written that is not there");
		return;
	}
	if (!(m->status & VIRTIO_CONFIG_S_DRIVER))
		wrong("queue set up before DRIVER");
	switch (offset) {
	case VIRTIO_PCI_COMMON_Q_SIZE:
		if (!value || value & (value - 1) || value > q->max)
			wrong("a size that the device does not have");
		q->size = value;
		break;
	case VIRTIO_PCI_COMMON_Q_MSIX:
		q->vector = model_vector(m, value);
		break;
	case VIRTIO_PCI_COMMON_Q_ENABLE:
		model_enable(m, q);
		break;
	case VIRTIO_PCI_COMMON_Q_RESET:
		if (!model_has(m, VIRTIO_F_RING_RESET))
			wrong("queue reset without RING_RESET");
		q->polls_left = m->polls;
		q->enabled = 0;
		q->size = q->max;
		q->vector = VIRTIO_MSI_NO_VECTOR;
		break;
	default:
		if (address >= 6)
			wrong("an unknown register was written");
		else if (address % 2)
			q->address[address / 2] |= (uint64_t)value << 32;
		else
			q->address[address / 2] = value;
	}
}

static inline void model_features_write(struct model *m, uint32_t value)
{
	uint64_t half = (uint64_t)value << (32 * (m->driver_select & 1));
	uint64_t other = m->driver_select & 1 ? 0xffffffff : ~0ull << 32;

	if ((m->status & 7) != 3)
		wrong("features written before DRIVER");
	if (m->status & VIRTIO_CONFIG_S_FEATURES_OK)
		wrong("features written behind FEATURES_OK");
	m->features = (m->features & other) | half;
	if (m->features & ~m->offered)
		wrong("a feature that is not offered");
}

static inline void model_write(void *function, unsigned int offset,
			       unsigned int size, uint32_t value)
{
	struct model *m = function;

	m->accesses++;
	if (size != model_width(offset))
		wrong("a register was written by another width");
	if (m->gone)
		return;
	switch (offset) {
	case VIRTIO_PCI_COMMON_DFSELECT:
		m->device_select = value;
		break;
	case VIRTIO_PCI_COMMON_GFSELECT:
		m->driver_select = value;
		break;
	case VIRTIO_PCI_COMMON_GF:
		model_features_write(m, value);
		break;
	case VIRTIO_PCI_COMMON_MSIX:
		m->config_vector = model_vector(m, value);
		break;
	case VIRTIO_PCI_COMMON_STATUS:
		model_status_write(m, value);
		break;
	case VIRTIO_PCI_COMMON_Q_SELECT:
		m->queue = value;
		break;
	default:
		model_queue_write(m, offset, value);
	}
}

static inline uint32_t model_read_config(void *function, unsigned int offset,
					 unsigned int size)
{
	struct model *m = function;
	uint32_t value = 0;

	m->accesses++;
	m->config_reads++;
	if (offset + size > MODEL_CONFIG || offset % size) {
		wrong("configuration read outside, or across");
		return 0;
	}
	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)m->config[offset + i] << (8 * i);
	return m->gone ? ~0u : value;
}

static inline void model_write_config(void *function, unsigned int offset,
				      unsigned int size, uint32_t value)
{
	struct model *m = function;

	m->accesses++;
	if (offset + size > MODEL_CONFIG || offset % size) {
		wrong("configuration written outside, or across");
		return;
	}
	m->last_written = offset;
	if (offset < 6 &&
	    (m->takes_no_macs ||
	     (model_has(m, VIRTIO_F_VERSION_1) && !m->takes_macs)))
		return;
	for (unsigned int i = 0; i < size; i++)
		m->config[offset + i] = value >> (8 * i);
}

static inline uint8_t model_read_isr(void *function)
{
	struct model *m = function;
	uint8_t isr = m->isr;

	m->isr = 0;
	return isr;
}

static inline bool model_set_doorbell(void *function, uint16_t queue,
				      uint16_t notify_off)
{
	struct model *m = function;

	if (queue >= MODEL_QUEUES || m->bad_doorbells)
		return false;
	if (!m->gone && notify_off != MODEL_NOTIFY_OFF(queue))
		wrong("another queue's notification address");
	m->queues[queue].doorbell = true;
	return true;
}

static inline void model_clear_doorbell(void *function, uint16_t queue)
{
	struct model *m = function;

	m->queues[queue].doorbell = false;
}

static inline void model_clear_doorbells(void *function)
{
	for (int i = 0; i < MODEL_QUEUES; i++)
		model_clear_doorbell(function, i);
}

static inline void model_notify(void *function, uint16_t queue)
{
	struct model *m = function;

	if (queue >= MODEL_QUEUES || !m->queues[queue].doorbell) {
		wrong("a queue without a doorbell was notified");
		return;
	}
	if (!(m->status & VIRTIO_CONFIG_S_DRIVER_OK) && !m->gone)
		wrong("notified before DRIVER_OK");
	m->queues[queue].kicks++;
}

static inline void model_set_master(void *function, bool on)
{
	struct model *m = function;

	m->master = on;
}

/* The deadline is a number of pauses. */
static inline int model_pause(void *function, unsigned long deadline)
{
	struct model *m = function;

	if (m->kill)
		return ACCESS_ERR_KILLED;
	return ++m->pauses > deadline ? ACCESS_ERR_TIMEOUT : 0;
}

static const struct modern_ops model_ops = {
	.read_common = model_read,
	.write_common = model_write,
	.read_config = model_read_config,
	.write_config = model_write_config,
	.read_isr = model_read_isr,
	.set_doorbell = model_set_doorbell,
	.clear_doorbell = model_clear_doorbell,
	.clear_doorbells = model_clear_doorbells,
	.notify = model_notify,
	.set_master = model_set_master,
	.pause = model_pause,
};

#endif
