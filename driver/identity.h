/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The transitional identity: what the PCI header of the VF shows instead of
 * its own ids, and the I/O BAR0 and COMMAND.IO that the VF does not have.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_IDENTITY_H
#define VVP_IDENTITY_H

#include <linux/types.h>

/**
 * struct identity - the fixed part
 * @device_id: transitional PCI device id
 * @subsystem_id: virtio device id, where legacy drivers look for it
 * @bar0_size: power of two
 * @hides_bar1: that is the upper half of a BAR0 that the function has itself
 */
struct identity {
	u16 device_id;
	u16 subsystem_id;
	u32 bar0_size;
	bool hides_bar1;
};

/**
 * struct identity_state - what the guest set; made anew at open and at reset
 * @bar0: the BAR0 register
 * @io_enabled: COMMAND.IO
 * @interrupt: STATUS.INTERRUPT, which no reset sets
 */
struct identity_state {
	u32 bar0;
	bool io_enabled;
	bool interrupt;
};

void vvp_identity_reset(struct identity_state *state);
void vvp_identity_overlay(const struct identity *id,
			  const struct identity_state *state, size_t pos,
			  u8 *buf, size_t len);
void vvp_identity_write(const struct identity *id,
			struct identity_state *state, size_t pos,
			const u8 *buf, size_t len);

/* Bytes that vvp_identity_save() makes. */
#define IDENTITY_SAVED	5

void vvp_identity_save(const struct identity_state *state,
		       u8 to[IDENTITY_SAVED]);
int vvp_identity_load(const struct identity *id, struct identity_state *state,
		      const u8 *from, size_t len);

#endif
