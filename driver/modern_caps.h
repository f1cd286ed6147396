/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtio structures of a function: where its capabilities place them, and whether
 * they may be used.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_MODERN_CAPS_H
#define VVP_MODERN_CAPS_H

#include <linux/types.h>

#define MODERN_BARS		6
#define MODERN_CONFIG_SPACE	256

/**
 * struct modern_region - a structure in a BAR
 * @bar: BAR number
 * @offset: of its first byte
 * @length: number of bytes, all of them in the BAR
 */
struct modern_region {
	u8 bar;
	u32 offset;
	u32 length;
};

/**
 * struct modern_caps - the structures of a function
 * @common: common configuration, of MODERN_COMMON_MIN bytes or more
 * @notify: notifications
 * @isr: ISR status
 * @device: device configuration; its @length is 0 if the function has none
 * @msix_table: MSI-X table, and
 * @msix_pba: its pending bits, as the capability has them; of no length without one
 * @notify_multiplier: bytes from one queue's notification address to the next
 */
struct modern_caps {
	struct modern_region common;
	struct modern_region notify;
	struct modern_region isr;
	struct modern_region device;
	struct modern_region msix_table;
	struct modern_region msix_pba;
	u32 notify_multiplier;
};

/* Up to queue_used, and up to queue_reset (virtio 1.4, "Common configuration"). */
#define MODERN_COMMON_MIN	56
#define MODERN_COMMON_RESET	60

/**
 * struct modern_function - what the capabilities of a function are held against
 * @config: its configuration space
 * @bar_size: of its memory BARs; 0 for one that is not there or not memory
 */
struct modern_function {
	u8 config[MODERN_CONFIG_SPACE];
	u64 bar_size[MODERN_BARS];
};

const char *vvp_modern_caps_read(const struct modern_function *function,
				 struct modern_caps *caps);
bool vvp_modern_notify_offset(const struct modern_caps *caps, u16 notify_off,
			      u32 *offset);

#endif
