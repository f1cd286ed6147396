/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Capabilities taken out of a function's list, so that a guest that prefers the
 * modern interface, or mishandles it, does not find it.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_CAPABILITIES_H
#define VVP_CAPABILITIES_H

#include <linux/types.h>

/* The part of configuration space that has them. */
#define CAPABILITIES_END	256

/**
 * struct capabilities - configuration space, as far as the list is concerned
 * @config: its bytes; those of the list have to be right
 * @id_of: for each byte, the id of the capability that it is part of
 */
struct capabilities {
	const u8 *config;
	const u8 *id_of;
};

/**
 * vvp_capability_set - the set that has one id
 * @id: which; those from 32 on are in no set
 */
static inline u32 vvp_capability_set(u8 id)
{
	return id < 32 ? 1u << id : 0;
}

bool vvp_capabilities_hidden(const struct capabilities *caps, u32 ids,
			     size_t pos);
void vvp_capabilities_overlay(const struct capabilities *caps, u32 ids,
			      size_t pos, u8 *buf, size_t len);

#endif
