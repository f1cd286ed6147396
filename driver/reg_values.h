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
 * - the status is what the guest wrote last, up to DRIVER: until then
 *   there is nothing that a device could have to say by it.
 *
 * All is forgotten when the device may have been reset, or may not have taken what
 * was written: a write of 0 to the status; of anything but a whole address other than
 * 0 to a queue's address, as devices take 0 for a reset; a write that failed. And
 * vvp_reg_values_invalidate() has to be called for: another session, a reset of the
 * function by whomever, low power, a PF that lost its driver, a posted write that
 * failed later.
 *
 * Never remembered, as the device may have changed or refused it: driver features,
 * vectors, ISR status, the status beyond DRIVER, the device configuration.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_REG_VALUES_H
#define VVP_REG_VALUES_H

#include "legacy_layout.h"

/* Of those behind it nothing is known. */
#define REG_VALUES_QUEUES	64

/**
 * enum reg_values_state - how much is known at all
 * @REG_VALUES_NOTHING: nothing
 * @REG_VALUES_RESETTING: nothing; the guest has reset the device, and not seen it done
 * @REG_VALUES_KNOWN: what follows in struct reg_values
 */
enum reg_values_state {
	REG_VALUES_NOTHING,
	REG_VALUES_RESETTING,
	REG_VALUES_KNOWN,
};

/**
 * struct reg_values - of the registers of one device; all zeros at first
 * @state: how much of it is valid
 * @has_features: @features is
 * @has_select: @select is
 * @has_status: @status is
 * @status_varies: the guest has set DRIVER_OK, or anything else beyond DRIVER
 * @features: device features
 * @select: the selected queue
 * @status: of the device
 * @sized: queues whose @sizes are valid
 * @addressed: queues whose address the guest may have written
 * @sizes: of queues
 */
struct reg_values {
	enum reg_values_state state;
	bool has_features;
	bool has_select;
	bool has_status;
	bool status_varies;
	u8 features[4];
	u16 select;
	u8 status;
	u64 sized;
	u64 addressed;
	u16 sizes[REG_VALUES_QUEUES];
};

void vvp_reg_values_invalidate(struct reg_values *values);
void vvp_reg_values_lose_selection(struct reg_values *values);
bool vvp_reg_values_serve(const struct reg_values *values,
			  const struct legacy_access *access, u8 *to);
bool vvp_reg_values_have(const struct reg_values *values,
			 const struct legacy_access *access, const u8 *data);
void vvp_reg_values_was_read(struct reg_values *values,
			     const struct legacy_access *access,
			     const u8 *data);
void vvp_reg_values_was_written(struct reg_values *values,
				const struct legacy_access *access,
				const u8 *data);

/* Is there anything to be forgotten? */
static inline bool vvp_reg_values_empty(const struct reg_values *values)
{
	return values->state == REG_VALUES_NOTHING;
}

#endif
