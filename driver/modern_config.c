// SPDX-License-Identifier: GPL-2.0-only
/* What a legacy driver writes to the device configuration, and when the device gets it. */
#include <linux/string.h>
#include <linux/virtio_ids.h>

#include "modern_config.h"

#define MAC_SIZE	6

/* struct virtio_console_config's emerg_wr, which is for before anything else. */
#define EMERG_WR	8

/**
 * vvp_modern_config_open - a session begins
 * @config: the device configuration
 * @dev: the device
 * @type: its device type
 */
void vvp_modern_config_open(struct modern_config *config,
			    struct modern_dev *dev,
			    const struct legacy_type *type)
{
	config->dev = dev;
	config->type = type;
}

/**
 * vvp_modern_config_forget - the device has been reset
 * @config: the device configuration
 */
void vvp_modern_config_forget(struct modern_config *config)
{
	memset(config->kept, 0, sizeof(config->kept));
	config->any_kept = false;
}

/* Is it the start of the device configuration of a network device: the MAC? */
static bool is_mac(const struct modern_config *config, unsigned int offset)
{
	return config->type->virtio_id == VIRTIO_ID_NET && offset < MAC_SIZE;
}

/* The field of which these bytes are. An array is as many fields as it has bytes. */
static struct legacy_field field_of(const struct modern_config *config,
				    unsigned int offset)
{
	unsigned int i;

	/* They stand in their order. */
	for (i = 0; i < config->type->nr_fields; i++) {
		const struct legacy_field *field = &config->type->fields[i];

		if (offset >= field->offset + field->size)
			continue;
		if (offset >= field->offset && field->size <= LEGACY_ACCESS_MAX)
			return *field;
		break;
	}
	return (struct legacy_field){ .offset = offset, .size = 1 };
}

/* Has the device the field that an access is to? */
static bool has_field(const struct modern_config *config,
		      const struct legacy_access *access,
		      const struct legacy_field *field)
{
	return access->offset + access->len <= field->offset + field->size &&
	       vvp_modern_dev_has_config(config->dev, field->offset, field->size);
}

/* The field as the device has it, with what the guest has written. */
static void read_field(const struct modern_config *config,
		       const struct legacy_field *field, u8 *to)
{
	unsigned int i;

	vvp_modern_dev_read_config(config->dev, field->offset, field->size, to);
	for (i = 0; config->any_kept && i < field->size; i++)
		if (config->kept[field->offset + i])
			to[i] = config->bytes[field->offset + i];
}

/* The guest goes on to read the MAC that it wrote, whatever the device makes of it. */
static void write_field(struct modern_config *config,
			const struct legacy_field *field)
{
	u8 data[LEGACY_ACCESS_MAX];

	read_field(config, field, data);
	vvp_modern_dev_write_config(config->dev, field->offset, field->size, data);
	if (!is_mac(config, field->offset))
		memset(config->kept + field->offset, 0, field->size);
}

/**
 * vvp_modern_config_write_kept - the device can take what was written before
 * @config: the device configuration
 */
void vvp_modern_config_write_kept(struct modern_config *config)
{
	unsigned int i, next;

	for (i = 0; i < MODERN_CONFIG_MAX; i = next) {
		struct legacy_field field = field_of(config, i);

		next = i + 1;
		if (!config->kept[i])
			continue;
		next = field.offset + field.size;
		write_field(config, &field);
	}
}

/**
 * vvp_modern_config_read - the guest reads a field, or part of one
 * @config: the device configuration
 * @access: which
 * @to: where to; ones, if the device has no such field
 */
void vvp_modern_config_read(const struct modern_config *config,
			    const struct legacy_access *access, u8 *to)
{
	struct legacy_field field = field_of(config, access->offset);
	u8 data[LEGACY_ACCESS_MAX];

	if (!has_field(config, access, &field)) {
		memset(to, 0xff, access->len);
		return;
	}
	if (access->len == field.size) {
		read_field(config, &field, to);
		return;
	}
	read_field(config, &field, data);
	memcpy(to, data + (access->offset - field.offset), access->len);
}

static bool is_emergency(const struct modern_config *config,
			 const struct legacy_field *field)
{
	return config->type->virtio_id == VIRTIO_ID_CONSOLE &&
	       field->offset == EMERG_WR;
}

/**
 * vvp_modern_config_write - the guest writes a field, or part of one
 * @config: the device configuration
 * @access: which; dropped, if the device has no such field
 * @from: the data
 * @live: the device can take it
 */
void vvp_modern_config_write(struct modern_config *config,
			     const struct legacy_access *access, const u8 *from,
			     bool live)
{
	struct legacy_field field = field_of(config, access->offset);

	if (!has_field(config, access, &field))
		return;
	memcpy(config->bytes + access->offset, from, access->len);
	memset(config->kept + access->offset, true, access->len);
	config->any_kept = true;
	if (live || is_emergency(config, &field))
		write_field(config, &field);
}
