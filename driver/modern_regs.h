/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy registers of a modern device: what a legacy driver writes is kept, and
 * the device is set up with it and started when the driver says so, or when it uses a
 * queue before. Legacy drivers do not keep an order that a modern device could follow.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_MODERN_REGS_H
#define VVP_MODERN_REGS_H

#include "legacy_layout.h"
#include "modern_config.h"
#include "modern_dev.h"
#include "modern_features.h"

/* The device does not have the header of the driver's packets. */
#define MODERN_ERR_HEADER	(-EOPNOTSUPP)

/**
 * struct modern_queue - a queue as the guest has it
 * @address: page-frame number; 0: it has none
 * @size: as it was shown
 * @vector: of its interrupts, as the device took it
 * @sized: @size is valid
 * @on: the device uses it
 * @kicked: a notification waits until the device is started
 */
struct modern_queue {
	u32 address;
	u16 size;
	u16 vector;
	bool sized;
	bool on;
	bool kicked;
};

/**
 * struct modern_counts - what an operator may want to know
 * @started: the device was started
 * @not_started: it should have been, and does not take what the driver has
 * @foreign: somebody else than the guest's legacy driver has reset it or set it up
 * @late_queues: queues that were set up after the device had been started
 * @late_features: features that were written then, and that it does not have
 * @dropped: notifications of queues that are not there
 * @needs_reset: the device said that it needs a reset
 */
struct modern_counts {
	u64 started;
	u64 not_started;
	u64 foreign;
	u64 late_queues;
	u64 late_features;
	u64 dropped;
	u64 needs_reset;
};

/**
 * struct modern_regs - of one function
 * @dev: the modern device
 * @type: its device type
 * @header10: without VERSION_1 it is known to have the legacy packet header
 * @queues: of the guest, as many as MODERN_QUEUES_MAX
 * @nr_queues: that there are, if @has_nr_queues
 * @has_nr_queues: and for the features that the device was told
 * @status: as the guest wrote it
 * @features: likewise, if @has_features
 * @has_features: they were written
 * @select: the queue that the guest has selected
 * @config_vector: for configuration changes, as the device took it
 * @live: the device has been started
 * @config: the device configuration
 * @generation: changes when what the guest wrote was lost
 * @counts: since the function was bound
 *
 * The caller keeps calls for one of them from overlapping.
 */
struct modern_regs {
	struct modern_dev dev;
	const struct legacy_type *type;
	bool header10;
	struct modern_queue *queues;
	u16 nr_queues;
	bool has_nr_queues;
	u8 status;
	u32 features;
	bool has_features;
	u16 select;
	u16 config_vector;
	bool live;
	struct modern_config config;
	u64 generation;
	struct modern_counts counts;
};

int vvp_modern_regs_open(struct modern_regs *regs, unsigned long deadline);
int vvp_modern_regs_close(struct modern_regs *regs, unsigned long deadline);
void vvp_modern_regs_was_reset(struct modern_regs *regs);
int vvp_modern_regs_read(struct modern_regs *regs,
			 const struct legacy_access *access, u8 *to,
			 unsigned long deadline);
int vvp_modern_regs_write(struct modern_regs *regs,
			  const struct legacy_access *access, const u8 *from,
			  unsigned long deadline);

#endif
