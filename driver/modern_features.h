/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Features: which of a modern device's a legacy driver is shown, and which the device
 * is then told.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_MODERN_FEATURES_H
#define VVP_MODERN_FEATURES_H

#include <linux/types.h>

/**
 * enum modern_header - the header of a network packet, as guest and device agree on it
 * @MODERN_HEADER_SAME: guest and a VERSION_1 device mean the same one, or there is none
 * @MODERN_HEADER_LEGACY: the guest's has 10 bytes: the device may not have VERSION_1
 */
enum modern_header {
	MODERN_HEADER_SAME,
	MODERN_HEADER_LEGACY,
};

bool vvp_modern_type_safe(u16 virtio_id);
bool vvp_modern_offer_usable(u64 offered);
u32 vvp_modern_shown(u16 virtio_id, u64 offered);
u32 vvp_modern_assumed(u16 virtio_id, u64 offered);
u64 vvp_modern_negotiated(u16 virtio_id, u64 offered, u32 guest,
			  enum modern_header header);
enum modern_header vvp_modern_header_of(u16 virtio_id, u64 offered, u32 guest);

#endif
