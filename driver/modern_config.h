/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device configuration of a modern device, as a legacy driver has it: what that
 * writes before the device can take it is kept, and reads back.
 *
 * A pure part of modern_regs.c, with whose unit tests and fuzzer it is compiled.
 */
#ifndef VVP_MODERN_CONFIG_H
#define VVP_MODERN_CONFIG_H

#include "legacy_layout.h"
#include "modern_dev.h"

/* That of all types. */
#define MODERN_CONFIG_MAX	LEGACY_BAR_MAX_SIZE

/**
 * struct modern_config - of one function
 * @dev: the device
 * @type: its device type
 * @bytes: that the guest has written
 * @kept: which of these the device has not got, or does not take
 * @any_kept: whether there may be any; most drivers write nothing
 */
struct modern_config {
	struct modern_dev *dev;
	const struct legacy_type *type;
	u8 bytes[MODERN_CONFIG_MAX];
	bool kept[MODERN_CONFIG_MAX];
	bool any_kept;
};

void vvp_modern_config_open(struct modern_config *config,
			    struct modern_dev *dev,
			    const struct legacy_type *type);
void vvp_modern_config_forget(struct modern_config *config);
void vvp_modern_config_read(const struct modern_config *config,
			    const struct legacy_access *access, u8 *to);
void vvp_modern_config_write(struct modern_config *config,
			     const struct legacy_access *access, const u8 *from,
			     bool live);
void vvp_modern_config_write_kept(struct modern_config *config);

#endif
