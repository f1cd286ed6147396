/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy MSI-X vector registers, on behalf of a guest that does not see them:
 * while INTx is made of MSI-X vectors, the device has to be told to use those.
 */
#ifndef VVP_INTX_VECTORS_H
#define VVP_INTX_VECTORS_H

#include "backend.h"
#include "guest_vectors.h"

/**
 * struct intx_vectors_sent - whose vectors the device has
 * @ours: they are ours, not the guest's
 * @config: ours for configuration changes
 * @queue: ours for all queues
 */
struct intx_vectors_sent {
	bool ours;
	u16 config;
	u16 queue;
};

/**
 * struct intx_vectors - of one function, for one session
 * @backend: the way to the registers
 * @guest: what the guest has set up
 * @ours: the registers are ours, not the guest's
 * @config_sent: the device has our vector for configuration changes
 * @config: that vector
 * @queue: our vector for all queues
 * @held: the device is stopped: what it is to have waits for vvp_intx_vectors_settle()
 * @sent: what it has
 *
 * All under the lock of BAR0.
 */
struct intx_vectors {
	struct backend *backend;
	struct guest_vectors guest;
	bool ours;
	bool config_sent;
	u16 config;
	u16 queue;
	bool held;
	struct intx_vectors_sent sent;
};

void vvp_intx_vectors_open(struct intx_vectors *vectors,
			   struct backend *backend);
void vvp_intx_vectors_reset(struct intx_vectors *vectors);
void vvp_intx_vectors_before_write(struct intx_vectors *vectors,
				   const struct legacy_access *access,
				   const u8 *data, unsigned long deadline);
void vvp_intx_vectors_was_written(struct intx_vectors *vectors,
				  const struct legacy_access *access,
				  const u8 *data);
void vvp_intx_vectors_take(struct intx_vectors *vectors, u16 config, u16 queue,
			   unsigned long deadline);
void vvp_intx_vectors_give_back(struct intx_vectors *vectors,
				unsigned long deadline);
void vvp_intx_vectors_hold(struct intx_vectors *vectors);
void vvp_intx_vectors_msix_is_on(struct intx_vectors *vectors,
				 unsigned long deadline);
void vvp_intx_vectors_settle(struct intx_vectors *vectors, bool msix,
			     unsigned long deadline);

#endif
