/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a legacy guest wrote to the device configuration: the last value of each byte.
 * No device part has it, so it is written again where the device goes on.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_WRITTEN_CONFIG_H
#define VVP_WRITTEN_CONFIG_H

#include "legacy_layout.h"

#define WRITTEN_CONFIG_SIZE	LEGACY_BAR_MAX_SIZE

/* Most bytes that vvp_written_config_save() makes. */
#define WRITTEN_CONFIG_SAVED	(WRITTEN_CONFIG_SIZE / 8 + WRITTEN_CONFIG_SIZE)

/**
 * struct written_config - what was written since the last reset
 * @value: the last value of each byte
 * @written: a bit for each byte that has one
 */
struct written_config {
	u8 value[WRITTEN_CONFIG_SIZE];
	u8 written[WRITTEN_CONFIG_SIZE / 8];
};

void vvp_written_config_reset(struct written_config *config);
void vvp_written_config_was_written(struct written_config *config,
				    const struct legacy_access *access,
				    const u8 *data);
bool vvp_written_config_any(const struct written_config *config);
bool vvp_written_config_next(const struct written_config *config,
			     const struct legacy_type *type, unsigned int *from,
			     struct legacy_access *access);
size_t vvp_written_config_save(const struct written_config *config,
			       u8 to[WRITTEN_CONFIG_SAVED]);
int vvp_written_config_load(const struct legacy_type *type,
			    struct written_config *config, const u8 *from,
			    size_t len);

#endif
