// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a legacy guest wrote to the configuration, against a model by bytes: what is
 * written again gives a device the same, field by field; what is loaded is what is saved.
 *
 * Input: device type (a byte), how many bytes are a saved form (2 bytes), these; then
 * steps: kind (a byte): bit 7 a reset; else position in BAR0, length (a byte each), data.
 */
#include <errno.h>

#include "fuzz.h"
#include "written_config.h"

static const uint16_t ids[] = { 1, 2, 3, 4, 5, 8, 9 };

struct model {
	int value[WRITTEN_CONFIG_SIZE]; /* -1: not written */
};

static void model_reset(struct model *m)
{
	for (int i = 0; i < WRITTEN_CONFIG_SIZE; i++)
		m->value[i] = -1;
}

/* Which field a byte is of; -1: of none. */
static int field_of(const struct legacy_type *type, unsigned int offset)
{
	for (int i = 0; i < type->nr_fields; i++)
		if (offset >= type->fields[i].offset &&
		    offset < type->fields[i].offset + type->fields[i].size)
			return i;
	return -1;
}

static void check_replay(const struct written_config *config,
			 const struct legacy_type *type, const struct model *m)
{
	struct legacy_access access, last = { 0 };
	unsigned int from = 0, next = 0;
	struct model device;

	model_reset(&device);
	while (vvp_written_config_next(config, type, &from, &access)) {
		int field = field_of(type, access.offset);

		require(access.space == LEGACY_DEVICE, "not configuration");
		require(access.len && access.len <= LEGACY_ACCESS_MAX,
			"%u bytes", access.len);
		require(access.offset >= next, "back to %u", access.offset);
		require(field >= 0, "a write at %u", access.offset);
		require(field_of(type, access.offset + access.len - 1) == field,
			"a write of %u bytes at %u", access.len, access.offset);
		/* no field goes in two parts that could have been one */
		if (last.len && last.offset + last.len == access.offset &&
		    type->fields[field].size <= LEGACY_ACCESS_MAX)
			require(field_of(type, last.offset) != field,
				"field %d in parts", field);
		for (int i = 0; i < access.len; i++)
			device.value[access.offset + i] =
				config->value[access.offset + i];
		next = access.offset + access.len;
		last = access;
	}
	for (int i = 0; i < WRITTEN_CONFIG_SIZE; i++)
		require(device.value[i] ==
				(field_of(type, i) < 0 ? -1 : m->value[i]),
			"byte %d is %d, not %d", i, device.value[i],
			m->value[i]);
}

static void check_saved(const struct written_config *config,
			const struct legacy_type *type)
{
	static uint8_t saved[WRITTEN_CONFIG_SAVED];
	size_t len = vvp_written_config_save(config, saved);
	struct written_config back;

	require(len <= sizeof(saved), "%zu bytes", len);
	require(!vvp_written_config_load(type, &back, saved, len),
		"it does not come back");
	require(!memcmp(&back, config, sizeof(back)), "it is another");
}

static void check_load(struct input *in, const struct legacy_type *type)
{
	static uint8_t saved[WRITTEN_CONFIG_SAVED];
	size_t len = take(in, 2) % (WRITTEN_CONFIG_SAVED + 16);
	uint8_t *from = malloc(len ? len : 1);
	struct written_config config;
	int ret;

	require(from, "no memory");
	for (size_t i = 0; i < len; i++)
		from[i] = take(in, 1);
	ret = vvp_written_config_load(type, &config, from, len);
	require(!ret || ret == -EINVAL, "returns %d", ret);
	if (!ret) {
		require(vvp_written_config_save(&config, saved) == len,
			"is not as long as what was loaded");
		require(!memcmp(saved, from, len), "is not what was loaded");
		for (int i = 0; i < WRITTEN_CONFIG_SIZE; i++)
			if (config.written[i / 8] >> i % 8 & 1)
				require(field_of(type, i) >= 0,
					"byte %d is of no field", i);
	}
	free(from);
}

static void guest_writes(struct input *in, struct written_config *config,
			 const struct legacy_type *type, struct model *m,
			 uint8_t kind)
{
	size_t pos = take(in, 1), len = 1 + take(in, 1);
	bool msix = kind & 1;

	if (len > vvp_legacy_bar_size(type))
		len = vvp_legacy_bar_size(type);
	pos %= vvp_legacy_bar_size(type) - len + 1;
	while (len) {
		struct legacy_access access =
			vvp_legacy_next_access(type, msix, pos, len);
		uint8_t *data = malloc(access.len);

		require(data, "no memory");
		for (int i = 0; i < access.len; i++)
			data[i] = take(in, 1);
		if (access.reg == LEGACY_STATUS && !*data)
			model_reset(m);
		if (access.space == LEGACY_DEVICE)
			for (int i = 0; i < access.len; i++)
				m->value[access.offset + i] = data[i];
		vvp_written_config_was_written(config, &access, data);
		free(data);
		pos += access.len;
		len -= access.len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	const struct legacy_type *type =
		vvp_legacy_type_find(ids[take(&in, 1) % 7]);
	struct written_config config;
	struct model m;

	check_load(&in, type);
	vvp_written_config_reset(&config);
	model_reset(&m);
	while (in.left) {
		uint8_t kind = take(&in, 1);

		if (kind & 0x80) {
			vvp_written_config_reset(&config);
			model_reset(&m);
		} else {
			guest_writes(&in, &config, type, &m, kind);
		}
	}
	check_replay(&config, type, &m);
	check_saved(&config, type);
	return 0;
}
