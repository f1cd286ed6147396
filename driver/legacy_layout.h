/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy register file: which bytes of the I/O BAR0 are which field.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_LEGACY_LAYOUT_H
#define VVP_LEGACY_LAYOUT_H

#include <linux/types.h>

/* The largest BAR0 any device type needs; room for a whole access on the stack. */
#define LEGACY_BAR_MAX_SIZE	256

/* No access is longer; no field but an array of bytes is, which goes by bytes. */
#define LEGACY_ACCESS_MAX	8

/**
 * enum legacy_space - where in the register file a field lives
 * @LEGACY_COMMON: the common configuration, offset from the start of BAR0
 * @LEGACY_DEVICE: the device configuration, offset from its own start
 * @LEGACY_HOLE: no field at all; nothing there may be asked of the device
 */
enum legacy_space {
	LEGACY_COMMON,
	LEGACY_DEVICE,
	LEGACY_HOLE,
};

/**
 * struct legacy_field - one field of a configuration structure
 * @offset: first byte, from the start of the structure
 * @size: width in bytes
 */
struct legacy_field {
	u8 offset;
	u8 size;
};

/**
 * struct legacy_type - a device type that has a transitional form
 * @virtio_id: virtio device id, which is also the transitional subsystem id
 * @transitional_id: PCI device id of the transitional form
 * @fields: the device configuration's fields, ascending and without overlap
 * @nr_fields: their number
 */
struct legacy_type {
	u16 virtio_id;
	u16 transitional_id;
	const struct legacy_field *fields;
	u8 nr_fields;
};

/**
 * enum legacy_reg - is an access to one of the registers that are more than memory?
 * @LEGACY_OTHER: no
 * @LEGACY_NOTIFY: a whole driver notification
 * @LEGACY_STATUS: the device status
 * @LEGACY_ISR: the ISR status
 */
enum legacy_reg {
	LEGACY_OTHER,
	LEGACY_NOTIFY,
	LEGACY_STATUS,
	LEGACY_ISR,
};

/**
 * struct legacy_access - an access that the specification allows as one
 * @space: where it goes
 * @offset: first byte within @space
 * @len: number of bytes; never crosses the end of a field
 * @reg: enum legacy_reg: is it to one of those registers? Asked once, where accesses
 *	are cut
 */
struct legacy_access {
	enum legacy_space space;
	u8 offset;
	u8 len;
	u8 reg;
};

const struct legacy_type *vvp_legacy_type_find(u16 virtio_id);
size_t vvp_legacy_bar_size(const struct legacy_type *type);
struct legacy_access vvp_legacy_next_access(const struct legacy_type *type,
					    bool msix, size_t pos, size_t len);
bool vvp_legacy_begins_field(const struct legacy_type *type,
			     const struct legacy_access *access,
			     struct legacy_access *field);

/**
 * vvp_legacy_value - the value of a register, or of the first bytes of something
 * longer
 * @data: little-endian
 * @len: number of bytes
 */
static inline u64 vvp_legacy_value(const u8 *data, size_t len)
{
	u64 value = 0;

	for (len = len < sizeof(value) ? len : sizeof(value); len; len--)
		value = value << 8 | data[len - 1];
	return value;
}

#endif
