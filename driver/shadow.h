/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the device has in its registers, as far as that is known without asking:
 * the one place where registers are remembered, and the rules that keep it right.
 *
 * Nothing is known before the guest has reset the device by its status, and has read
 * that as 0. From then on,
 *
 * - device features and the size of a queue are what the guest read last;
 * - the selected queue is what the guest wrote last: to write it again is needless;
 * - the address of a queue is 0 until the guest writes one;
 * - the status is what the guest wrote last, up to DRIVER: until a device is live
 *   there is nothing that it could have to say by it.
 *
 * All is forgotten when the device may have been reset, or may not have taken what
 * was written: a write of 0 to the status; of anything but a whole address other than
 * 0 to a queue's address, as devices take 0 for a reset; a write that failed. And the
 * owner of this has to tell by shadow_forget() of: another opening, a reset of the
 * function by whomever, low power, a PF that lost its driver, a posted write that
 * failed later.
 *
 * Never remembered, as the device may have changed or refused it: driver features,
 * vectors, ISR status, the status of a live device, the device configuration.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_SHADOW_H
#define VVP_SHADOW_H

#include "legacy_layout.h"

/* Of those behind it nothing is known. */
#define SHADOW_QUEUES	64

/**
 * enum shadow_state - how much is known at all
 * @SHADOW_NOTHING: nothing
 * @SHADOW_RESETTING: nothing; the guest has reset the device, and not seen it done
 * @SHADOW_KNOWN: what follows in struct shadow
 */
enum shadow_state {
	SHADOW_NOTHING,
	SHADOW_RESETTING,
	SHADOW_KNOWN,
};

/**
 * struct shadow - of the registers of one device; all zeros at first
 * @state: how much of it is valid
 * @has_features: @features is
 * @has_select: @select is
 * @has_status: @status is
 * @live: the guest has set DRIVER_OK, or anything else beyond DRIVER
 * @features: device features
 * @select: the selected queue
 * @status: of the device
 * @sized: queues whose @sizes are valid
 * @addressed: queues whose address the guest may have written
 * @sizes: of queues
 */
struct shadow {
	enum shadow_state state;
	bool has_features;
	bool has_select;
	bool has_status;
	bool live;
	u8 features[4];
	u16 select;
	u8 status;
	u64 sized;
	u64 addressed;
	u16 sizes[SHADOW_QUEUES];
};

void shadow_forget(struct shadow *shadow);
void shadow_lose_selection(struct shadow *shadow);
bool shadow_serves(const struct shadow *shadow,
		   const struct legacy_access *access, u8 *to);
bool shadow_has(const struct shadow *shadow,
		const struct legacy_access *access, const u8 *data);
void shadow_was_read(struct shadow *shadow, const struct legacy_access *access,
		     const u8 *data);
void shadow_was_written(struct shadow *shadow,
			const struct legacy_access *access, const u8 *data);

/* Is there anything to be forgotten? */
static inline bool shadow_empty(const struct shadow *shadow)
{
	return shadow->state == SHADOW_NOTHING;
}

#endif
