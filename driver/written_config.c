// SPDX-License-Identifier: GPL-2.0-only
/* The last value of each byte of the device configuration that was written. */
#include <linux/errno.h>
#include <linux/string.h>

#include "written_config.h"

/* Saved form: @written as it is, then the values of those bytes alone. */
#define SAVED_HEAD	(WRITTEN_CONFIG_SIZE / 8)

static bool is_written(const u8 *written, unsigned int offset)
{
	return written[offset / 8] & 1 << offset % 8;
}

/**
 * vvp_written_config_reset - the device has been reset, and its configuration with it
 * @config: made anew
 */
void vvp_written_config_reset(struct written_config *config)
{
	memset(config, 0, sizeof(*config));
}

/**
 * vvp_written_config_was_written - the guest has written a register
 * @config: what it wrote so far
 * @access: of the register, or part of it; those that are not of the device
 *	configuration change nothing, but for a status of 0, which is a reset
 * @data: what it wrote
 */
void vvp_written_config_was_written(struct written_config *config,
				    const struct legacy_access *access,
				    const u8 *data)
{
	unsigned int offset = access->offset, i;

	if (access->reg == LEGACY_STATUS && !*data)
		vvp_written_config_reset(config);
	if (access->space != LEGACY_DEVICE)
		return;
	for (i = 0; i < access->len && offset < WRITTEN_CONFIG_SIZE;
	     i++, offset++) {
		config->value[offset] = data[i];
		config->written[offset / 8] |= 1 << offset % 8;
	}
}

/**
 * vvp_written_config_any - was anything written?
 * @config: what was
 */
bool vvp_written_config_any(const struct written_config *config)
{
	size_t i;

	for (i = 0; i < sizeof(config->written); i++)
		if (config->written[i])
			return true;
	return false;
}

/* The bytes from @from on, before @end, that were written in a row; 0: none. */
static unsigned int count_written(const struct written_config *config,
				  unsigned int from, unsigned int end)
{
	unsigned int at = from;

	while (at < end && is_written(config->written, at))
		at++;
	return at - from;
}

/**
 * vvp_written_config_next - walk what has to be written again
 * @config: what was written
 * @type: device type
 * @from: where to begin, 0 at first; set to behind the access
 * @access: the next write; its data is at the access's offset in @value of @config
 *
 * A field of which all was written is one write, as with the guest's; of others the
 * bytes that were. No access crosses the end of a field, or is longer than
 * LEGACY_ACCESS_MAX.
 *
 * Return: false, if nothing is left.
 */
bool vvp_written_config_next(const struct written_config *config,
			     const struct legacy_type *type, unsigned int *from,
			     struct legacy_access *access)
{
	unsigned int i, at, end, len;

	for (i = 0; i < type->nr_fields; i++) {
		at = type->fields[i].offset;
		end = at + type->fields[i].size;
		if (end > WRITTEN_CONFIG_SIZE)
			end = WRITTEN_CONFIG_SIZE;
		if (at < *from)
			at = *from;
		while (at < end && !is_written(config->written, at))
			at++;
		if (at >= end)
			continue;

		len = count_written(config, at, end);
		/* of an array only the device knows where it ends */
		if (type->fields[i].size > LEGACY_ACCESS_MAX)
			len = 1;
		*access = (struct legacy_access){
			.space = LEGACY_DEVICE,
			.offset = at,
			.len = len,
			.reg = LEGACY_OTHER,
		};
		*from = at + len;
		return true;
	}
	return false;
}

/**
 * vvp_written_config_save - make the saved form
 * @config: what was written
 * @to: where to
 *
 * Return: its number of bytes.
 */
size_t vvp_written_config_save(const struct written_config *config,
			       u8 to[WRITTEN_CONFIG_SAVED])
{
	size_t len = SAVED_HEAD;
	unsigned int i;

	memcpy(to, config->written, SAVED_HEAD);
	for (i = 0; i < WRITTEN_CONFIG_SIZE; i++)
		if (is_written(config->written, i))
			to[len++] = config->value[i];
	return len;
}

static bool has_byte(const struct legacy_type *type, unsigned int offset)
{
	unsigned int i;

	for (i = 0; i < type->nr_fields; i++)
		if (offset >= type->fields[i].offset &&
		    offset - type->fields[i].offset < type->fields[i].size)
			return true;
	return false;
}

/**
 * vvp_written_config_load - take what was written from its saved form
 * @type: device type
 * @config: set on success alone
 * @from: the saved form, not trusted
 * @len: number of bytes
 *
 * Return: 0, or -EINVAL for what is no saved form, or has bytes of no field.
 */
int vvp_written_config_load(const struct legacy_type *type,
			    struct written_config *config, const u8 *from,
			    size_t len)
{
	size_t need = SAVED_HEAD;
	unsigned int i;

	if (len < SAVED_HEAD)
		return -EINVAL;
	for (i = 0; i < WRITTEN_CONFIG_SIZE; i++) {
		if (!is_written(from, i))
			continue;
		if (!has_byte(type, i))
			return -EINVAL;
		need++;
	}
	if (len != need)
		return -EINVAL;

	vvp_written_config_reset(config);
	memcpy(config->written, from, SAVED_HEAD);
	from += SAVED_HEAD;
	for (i = 0; i < WRITTEN_CONFIG_SIZE; i++)
		if (is_written(config->written, i))
			config->value[i] = *from++;
	return 0;
}
