// SPDX-License-Identifier: GPL-2.0-only
/* Which of the two kinds of kept registers serves an access. */
#include "reg_cache.h"

/**
 * vvp_reg_cache_open - nothing is known: a session begins
 * @cache: the cache
 */
void vvp_reg_cache_open(struct reg_cache *cache)
{
	cache->no_read_ahead = false;
	vvp_reg_cache_invalidate(cache);
}

/**
 * vvp_reg_cache_invalidate - the device may have been reset
 * @cache: the cache
 */
void vvp_reg_cache_invalidate(struct reg_cache *cache)
{
	vvp_read_ahead_drop(&cache->ahead);
	vvp_reg_values_invalidate(&cache->values);
}

/**
 * vvp_reg_cache_wants_field - is more to be read than an access asks for?
 * @cache: the cache
 * @type: device type
 * @access: a read that was not served
 * @field: what is to be read instead, if so
 */
bool vvp_reg_cache_wants_field(const struct reg_cache *cache,
			       const struct legacy_type *type,
			       const struct legacy_access *access,
			       struct legacy_access *field)
{
	return !cache->no_read_ahead &&
	       vvp_legacy_begins_field(type, access, field);
}

/**
 * vvp_reg_cache_field_was_read - the device has answered for a whole field
 * @cache: the cache
 * @field: the field, of vvp_reg_cache_wants_field()
 * @data: the answer
 * @access: the read that this was for
 * @now_ms: the clock of vvp_reg_cache_serve()
 * @to: what the read gives
 */
void vvp_reg_cache_field_was_read(struct reg_cache *cache,
				  const struct legacy_access *field,
				  const u8 *data,
				  const struct legacy_access *access,
				  u64 now_ms, u8 *to)
{
	vvp_read_ahead_start(&cache->ahead, field, data, access, now_ms, to);
}
