/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy MSI-X vector registers, on behalf of a guest that does not see them:
 * while INTx is made of MSI-X vectors, the device has to be told to use those.
 */
#ifndef VVP_VECTORS_H
#define VVP_VECTORS_H

#include <linux/bitmap.h>

#include "commands.h"

/* Queues beyond keep their vector only until INTx is switched off or on. */
#define VECTORS_QUEUES	256

/**
 * struct vectors - what the guest set up, for one opening
 * @commands: the way to the registers
 * @ours: the registers are ours, not the guest's
 * @live: device status is not 0
 * @config_told: the device has our vector for configuration changes
 * @config: that vector
 * @queue: our vector for all queues
 * @select: the queue that the guest has selected
 * @up: queues that have an address
 * @guest_config: the guest's own vector, to be given back
 * @guest_queue: likewise, of the queues in @up
 *
 * All under the lock of BAR0.
 */
struct vectors {
	struct commands *commands;
	bool ours;
	bool live;
	bool config_told;
	u16 config;
	u16 queue;
	u16 select;
	DECLARE_BITMAP(up, VECTORS_QUEUES);
	u16 guest_config;
	u16 guest_queue[VECTORS_QUEUES];
};

void vectors_open(struct vectors *vectors, struct commands *commands);
void vectors_reset(struct vectors *vectors);
void vectors_before_write(struct vectors *vectors,
			  const struct legacy_access *access, const u8 *data,
			  unsigned long deadline);
void vectors_after_write(struct vectors *vectors,
			 const struct legacy_access *access, const u8 *data);
void vectors_take(struct vectors *vectors, u16 config, u16 queue,
		  unsigned long deadline);
void vectors_give_back(struct vectors *vectors, unsigned long deadline);

#endif
