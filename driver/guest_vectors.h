/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy MSI-X vector registers as the guest has set them up, and what it takes
 * to know them: the selected queue, and which queues have an address.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_GUEST_VECTORS_H
#define VVP_GUEST_VECTORS_H

#include "legacy_layout.h"

/* Queues beyond keep their vector only until INTx is switched off or on. */
#define GUEST_VECTORS_QUEUES	256

/**
 * struct guest_vectors - what the guest has set up
 * @in_use: device status is not 0
 * @select: the queue that the guest has selected
 * @config: its vector for configuration changes, while it does not have the register
 * @up: a bit for each queue that has an address
 * @queue: the vectors of these, likewise
 */
struct guest_vectors {
	bool in_use;
	u16 select;
	u16 config;
	u8 up[GUEST_VECTORS_QUEUES / 8];
	u16 queue[GUEST_VECTORS_QUEUES];
};

/* Most bytes that vvp_guest_vectors_save() makes. */
#define GUEST_VECTORS_SAVED	(7 + 4 * GUEST_VECTORS_QUEUES)

void vvp_guest_vectors_reset(struct guest_vectors *guest);
void vvp_guest_vectors_was_written(struct guest_vectors *guest,
				   const struct legacy_access *access,
				   const u8 *data);
int vvp_guest_vectors_next_up(const struct guest_vectors *guest, int from);
bool vvp_guest_vectors_sets_address(const struct legacy_access *access,
				    const u8 *data);
size_t vvp_guest_vectors_save(const struct guest_vectors *guest,
			      u8 to[GUEST_VECTORS_SAVED]);
int vvp_guest_vectors_load(struct guest_vectors *guest, const u8 *from,
			   size_t len);

#endif
