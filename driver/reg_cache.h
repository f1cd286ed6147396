/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one door to what is kept of the device's registers: values that are known, and
 * a field that was read ahead. What it serves needs no access by the backend.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_REG_CACHE_H
#define VVP_REG_CACHE_H

#include "events.h"
#include "read_ahead.h"
#include "reg_values.h"

/**
 * struct reg_cache - of one device, for one session
 * @values: registers whose value is known
 * @ahead: a field of the device configuration that the guest reads piece by piece
 * @no_read_ahead: the device refused to have a whole field read
 */
struct reg_cache {
	struct reg_values values;
	struct read_ahead ahead;
	bool no_read_ahead;
};

void vvp_reg_cache_open(struct reg_cache *cache);
void vvp_reg_cache_invalidate(struct reg_cache *cache);
bool vvp_reg_cache_wants_field(const struct reg_cache *cache,
			       const struct legacy_type *type,
			       const struct legacy_access *access,
			       struct legacy_access *field);
void vvp_reg_cache_field_was_read(struct reg_cache *cache,
				  const struct legacy_access *field,
				  const u8 *data,
				  const struct legacy_access *access,
				  u64 now_ms, u8 *to);

/**
 * vvp_reg_cache_is_timed - does it matter to vvp_reg_cache_serve() what time it is?
 * @cache: the cache
 */
static inline bool vvp_reg_cache_is_timed(const struct reg_cache *cache)
{
	return vvp_read_ahead_is_on(&cache->ahead);
}

/**
 * vvp_reg_cache_serve - serve a read, if that can be done
 * @cache: the cache
 * @access: the read
 * @now_ms: a clock that never goes back
 * @to: what it gives, if it is served
 * @served: from what, if it is served
 *
 * Return: whether it is served; if not, the device has to be asked.
 */
static inline bool vvp_reg_cache_serve(struct reg_cache *cache,
				       const struct legacy_access *access,
				       u64 now_ms, u8 *to,
				       enum served *served)
{
	if (vvp_read_ahead_is_on(&cache->ahead) &&
	    vvp_read_ahead_serve(&cache->ahead, access, now_ms, to)) {
		*served = SERVED_READ_AHEAD;
		return true;
	}
	if (vvp_reg_values_serve(&cache->values, access, to)) {
		*served = SERVED_CACHE;
		return true;
	}
	return false;
}

/**
 * vvp_reg_cache_field_refused - the device does not have whole fields read
 * @cache: the cache
 *
 * A device may know only the widths that guests use. It is not asked again in this
 * session.
 */
static inline void vvp_reg_cache_field_refused(struct reg_cache *cache)
{
	cache->no_read_ahead = true;
}

/**
 * vvp_reg_cache_was_read - the device has answered
 * @cache: the cache
 * @access: the read
 * @data: the answer
 */
static inline void vvp_reg_cache_was_read(struct reg_cache *cache,
					  const struct legacy_access *access,
					  const u8 *data)
{
	vvp_reg_values_was_read(&cache->values, access, data);
}

/**
 * vvp_reg_cache_has - does the device have already what is to be written?
 * @cache: the cache
 * @access: the write
 * @data: what it writes
 */
static inline bool vvp_reg_cache_has(const struct reg_cache *cache,
				     const struct legacy_access *access,
				     const u8 *data)
{
	return vvp_reg_values_have(&cache->values, access, data);
}

/**
 * vvp_reg_cache_about_to_write - something is written, whatever becomes of it
 * @cache: the cache
 */
static inline void vvp_reg_cache_about_to_write(struct reg_cache *cache)
{
	vvp_read_ahead_drop(&cache->ahead);
}

/**
 * vvp_reg_cache_was_written - the device has taken a write
 * @cache: the cache
 * @access: the write
 * @data: what it wrote
 */
static inline void vvp_reg_cache_was_written(struct reg_cache *cache,
					     const struct legacy_access *access,
					     const u8 *data)
{
	vvp_reg_values_was_written(&cache->values, access, data);
}

/**
 * vvp_reg_cache_lose_selection - somebody else than the guest has selected queues
 * @cache: the cache
 */
static inline void vvp_reg_cache_lose_selection(struct reg_cache *cache)
{
	vvp_reg_values_lose_selection(&cache->values);
}

/**
 * vvp_reg_cache_knows - is there a value that could become wrong?
 * @cache: the cache
 */
static inline bool vvp_reg_cache_knows(const struct reg_cache *cache)
{
	return !vvp_reg_values_empty(&cache->values);
}

#endif
