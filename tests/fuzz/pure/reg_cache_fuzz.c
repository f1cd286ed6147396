// SPDX-License-Identifier: GPL-2.0-only
/*
 * The door to what is kept of the registers: a device that never changes by itself and
 * one behind the cache read the same, whatever is served from where; and nothing is
 * served after the cache was invalidated.
 *
 * Input: steps: kind, offset, length (a byte each), data (2 bytes).
 */
#include <linux/virtio_ids.h>

#include "fuzz.h"
#include "reg_cache.h"

#define END 20

enum { SELECT = 14, NOTIFY = 16, STATUS = 18 };

/* Registers that hold what is written; a configuration that goes by the life. */
struct device {
	uint8_t life;
	uint8_t bytes[END];
};

static void device_read(const struct device *d, const struct legacy_access *a,
			uint8_t *to)
{
	for (size_t i = 0; i < a->len; i++)
		to[i] = a->space == LEGACY_COMMON
				? d->bytes[a->offset + i]
				: (uint8_t)(d->life * 7 + a->offset + i);
}

static void device_write(struct device *d, const struct legacy_access *a,
			 const uint8_t *data)
{
	if (a->space != LEGACY_COMMON)
		return;
	if (a->reg == LEGACY_STATUS && !*data)
		*d = (struct device){ .life = d->life + 1 };
	else if (a->offset >= SELECT && a->offset < NOTIFY)
		memcpy(&d->bytes[a->offset], data, a->len);
	else if (a->offset == STATUS)
		d->bytes[STATUS] = *data;
}

static void read_one(struct reg_cache *cache, const struct device *d,
		     const struct legacy_access *a, uint64_t now, bool cold)
{
	const struct legacy_type *net = vvp_legacy_type_find(VIRTIO_ID_NET);
	uint8_t expected[LEGACY_ACCESS_MAX], *got = malloc(a->len);
	uint8_t whole[LEGACY_ACCESS_MAX];
	enum served served = SERVED_BACKEND;
	struct legacy_access field;
	bool hit;

	require(got && net, "no memory");
	device_read(d, a, expected);
	hit = vvp_reg_cache_serve(cache, a, now, got, &served);
	require(hit == (served != SERVED_BACKEND), "served by %d", served);
	require(!hit || !cold, "served by %d, though invalid", served);
	if (!hit && vvp_reg_cache_wants_field(cache, net, a, &field)) {
		require(field.offset == a->offset && field.len > a->len,
			"a field of %u bytes at %u", field.len, field.offset);
		device_read(d, &field, whole);
		vvp_reg_cache_field_was_read(cache, &field, whole, a, now, got);
	} else if (!hit) {
		device_read(d, a, got);
		vvp_reg_cache_was_read(cache, a, got);
	}
	require(!memcmp(got, expected, a->len), "%u bytes at %u, served by %d",
		a->len, a->offset, served);
	free(got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct legacy_type *net = vvp_legacy_type_find(VIRTIO_ID_NET);
	struct input in = { data, size };
	struct reg_cache cache;
	struct device d = { 0 };
	bool cold = true;
	uint64_t now = 0;

	vvp_reg_cache_open(&cache);
	while (in.left) {
		uint8_t kind = take(&in, 1);
		size_t pos = take(&in, 1) % (END + 20);
		size_t len = 1 + take(&in, 1) % 8;
		uint8_t bytes[LEGACY_ACCESS_MAX] = { take(&in, 1),
						     take(&in, 1) };
		struct legacy_access a;

		a = vvp_legacy_next_access(net, false, pos, len);
		if (a.space == LEGACY_HOLE)
			continue;
		switch (kind & 7) {
		case 0:
			d.life++;
			d.bytes[STATUS] = 0;
			memset(&d.bytes[SELECT], 0, 2);
			vvp_reg_cache_invalidate(&cache);
			cold = true;
			continue;
		case 1:
			vvp_reg_cache_field_refused(&cache);
			continue;
		case 2 ... 4:
			vvp_reg_cache_about_to_write(&cache);
			if (!vvp_reg_cache_has(&cache, &a, bytes))
				vvp_reg_cache_was_written(&cache, &a, bytes);
			device_write(&d, &a, bytes);
			break;
		default:
			now += kind >> 3;
			read_one(&cache, &d, &a, now, cold);
		}
		cold = false;
	}
	return 0;
}
