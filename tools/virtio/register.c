// SPDX-License-Identifier: GPL-2.0-only
/* Names out of virtio 1.4: 4.1.4.10 (registers), 5 (device types). */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "virtio/register.h"

#define PAGE_SHIFT 12

#define ALWAYS -1
#define NEVER  -2 /* with no feature that the legacy interface reaches */

/**
 * struct field - of a configuration
 * @offset: in it
 * @size: in bytes
 * @name: its name
 * @feature: it is there with this feature bit; or ALWAYS, or NEVER
 */
struct field {
	uint8_t offset;
	uint8_t size;
	const char *name;
	int feature;
};

static const struct field common_fields[] = {
	{ REG_DEVICE_FEATURES, 4, "device_features", ALWAYS },
	{ REG_DRIVER_FEATURES, 4, "driver_features", ALWAYS },
	{ REG_QUEUE_ADDRESS, 4, "queue_address", ALWAYS },
	{ REG_QUEUE_SIZE, 2, "queue_size", ALWAYS },
	{ REG_QUEUE_SELECT, 2, "queue_select", ALWAYS },
	{ REG_QUEUE_NOTIFY, 2, "queue_notify", ALWAYS },
	{ REG_STATUS, 1, "status", ALWAYS },
	{ REG_ISR, 1, "isr", ALWAYS },
	{ REG_CONFIG_VECTOR, 2, "config_vector", ALWAYS },
	{ REG_QUEUE_VECTOR, 2, "queue_vector", ALWAYS },
	{},
};

static const struct field net_fields[] = {
	{ 0, 6, "mac", 5 },
	{ 6, 2, "link_status", 16 },
	{ 8, 2, "max_virtqueue_pairs", 22 },
	{ 10, 2, "mtu", 3 },
	{ 12, 4, "speed", NEVER },
	{ 16, 1, "duplex", NEVER },
	{ 17, 1, "rss_max_key_size", NEVER },
	{ 18, 2, "rss_max_indirection_table_length", NEVER },
	{ 20, 4, "supported_hash_types", NEVER },
	{},
};

static const struct field blk_fields[] = {
	{ 0, 8, "capacity", ALWAYS },
	{ 8, 4, "size_max", 1 },
	{ 12, 4, "seg_max", 2 },
	{ 16, 2, "cylinders", 4 },
	{ 18, 1, "heads", 4 },
	{ 19, 1, "sectors", 4 },
	{ 20, 4, "blk_size", 6 },
	{ 24, 1, "physical_block_exp", 10 },
	{ 25, 1, "alignment_offset", 10 },
	{ 26, 2, "min_io_size", 10 },
	{ 28, 4, "opt_io_size", 10 },
	{ 32, 1, "writeback", 11 },
	{ 34, 2, "num_queues", 12 },
	{ 36, 4, "max_discard_sectors", 13 },
	{ 40, 4, "max_discard_seg", 13 },
	{ 44, 4, "discard_sector_alignment", 13 },
	{ 48, 4, "max_write_zeroes_sectors", 14 },
	{ 52, 4, "max_write_zeroes_seg", 14 },
	{ 56, 1, "write_zeroes_may_unmap", 14 },
	{ 60, 4, "max_secure_erase_sectors", 16 },
	{},
};

static const struct field console_fields[] = {
	{ 0, 2, "cols", 0 },
	{ 2, 2, "rows", 0 },
	{ 4, 4, "max_nr_ports", 1 },
	{ 8, 4, "emerg_wr", 2 },
	{},
};

static const struct field balloon_fields[] = {
	{ 0, 4, "num_pages", ALWAYS },
	{ 4, 4, "actual", ALWAYS },
	{ 8, 4, "free_page_hint_cmd_id", 3 },
	{ 12, 4, "poison_val", 4 },
	{},
};

static const struct field scsi_fields[] = {
	{ 0, 4, "num_queues", ALWAYS },
	{ 4, 4, "seg_max", ALWAYS },
	{ 8, 4, "max_sectors", ALWAYS },
	{ 12, 4, "cmd_per_lun", ALWAYS },
	{ 16, 4, "event_info_size", ALWAYS },
	{ 20, 4, "sense_size", ALWAYS },
	{ 24, 4, "cdb_size", ALWAYS },
	{ 28, 2, "max_channel", ALWAYS },
	{ 30, 2, "max_target", ALWAYS },
	{ 32, 4, "max_lun", ALWAYS },
	{},
};

static const struct field p9_fields[] = {
	{ 0, 2, "tag_len", 0 },
	{ 2, 253, "tag", 0 },
	{},
};

static const struct field no_fields[] = { {} };

static const struct {
	unsigned int virtio_id;
	const struct field *fields;
} types[] = {
	{ 1, net_fields },     { 2, blk_fields },  { 3, console_fields },
	{ 5, balloon_fields }, { 8, scsi_fields }, { 9, p9_fields },
};

static const struct field *fields_of(unsigned int virtio_id)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].virtio_id == virtio_id)
			return types[i].fields;
	return no_fields;
}

static const struct field *field_of(unsigned int virtio_id, unsigned int space,
				    unsigned int offset)
{
	const struct field *field;

	switch (space) {
	case SPACE_COMMON:
		field = common_fields;
		break;
	case SPACE_DEVICE:
		field = fields_of(virtio_id);
		break;
	default:
		return NULL;
	}
	for (; field->name; field++)
		if (offset >= field->offset &&
		    offset - field->offset < field->size)
			return field;
	return NULL;
}

void register_name(char *name, size_t size, unsigned int virtio_id,
		   unsigned int space, unsigned int offset, unsigned int len)
{
	const struct field *field = field_of(virtio_id, space, offset);

	if (!field)
		snprintf(name, size, "%s[%u]",
			 space == SPACE_DEVICE ? "config" : "bar0", offset);
	else if (offset == field->offset && len == field->size)
		snprintf(name, size, "%s", field->name);
	else
		snprintf(name, size, "%s[%u]", field->name,
			 offset - field->offset);
}

const char *register_device_field(unsigned int virtio_id, unsigned int number,
				  uint32_t features, unsigned int *offset,
				  unsigned int *len)
{
	const struct field *field = fields_of(virtio_id);

	for (; field->name; field++) {
		if (field->feature == NEVER ||
		    (field->feature != ALWAYS &&
		     !(features & 1u << field->feature)) ||
		    number--)
			continue;
		*offset = field->offset;
		*len = field->size;
		break;
	}
	return field->name;
}

static void add_name(char *text, size_t size, const char *name)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, "%s%s", len ? "|" : "", name);
}

struct bit {
	uint8_t bit;
	const char *name;
};

static void name_bits(char *text, size_t size, const struct bit *bits,
		      uint8_t value)
{
	char rest[8];

	*text = '\0';
	for (; bits->name; bits++) {
		if (value & 1u << bits->bit) {
			add_name(text, size, bits->name);
			value &= ~(1u << bits->bit);
		}
	}
	if (value || !*text) {
		snprintf(rest, sizeof(rest), value ? "%#x" : "%x", value);
		add_name(text, size, rest);
	}
}

void register_status(char *text, size_t size, uint8_t status)
{
	static const struct bit bits[] = {
		{ 0, "ACKNOWLEDGE" },
		{ 1, "DRIVER" },
		{ 3, "FEATURES_OK" },
		{ 2, "DRIVER_OK" },
		{ 6, "NEEDS_RESET" },
		{ 7, "FAILED" },
		{},
	};

	name_bits(text, size, bits, status);
}

void register_isr(char *text, size_t size, uint8_t isr)
{
	static const struct bit bits[] = {
		{ 0, "QUEUE" },
		{ 1, "CONFIGURATION" },
		{},
	};

	name_bits(text, size, bits, isr);
}

/* The first byte comes first, as in the device. */
static void name_bytes(char *text, size_t size, unsigned int len,
		       uint64_t value)
{
	*text = '\0';
	for (unsigned int i = 0; i < len && i < sizeof(value); i++)
		snprintf(text + 3 * i, size - 3 * i, "%02x%s",
			 (unsigned int)(value >> 8 * i & 0xff),
			 i + 1 < len ? ":" : "");
}

static void name_common(char *text, size_t size, unsigned int offset,
			uint64_t value)
{
	switch (offset) {
	case REG_DEVICE_FEATURES:
	case REG_DRIVER_FEATURES:
		snprintf(text, size, "%#010llx", (unsigned long long)value);
		break;
	case REG_QUEUE_ADDRESS:
		if (value)
			snprintf(text, size, "%#llx (at %#llx)",
				 (unsigned long long)value,
				 (unsigned long long)value << PAGE_SHIFT);
		else
			snprintf(text, size, "0 (off)");
		break;
	case REG_STATUS:
		register_status(text, size, value);
		break;
	case REG_ISR:
		register_isr(text, size, value);
		break;
	case REG_CONFIG_VECTOR:
	case REG_QUEUE_VECTOR:
		if (value == 0xffff)
			snprintf(text, size, "none");
		else
			snprintf(text, size, "%llu", (unsigned long long)value);
		break;
	default:
		snprintf(text, size, "%llu", (unsigned long long)value);
	}
}

void register_value(char *text, size_t size, unsigned int virtio_id,
		    unsigned int space, unsigned int offset, unsigned int len,
		    uint64_t value)
{
	const struct field *field = field_of(virtio_id, space, offset);

	if (!field || len != field->size)
		snprintf(text, size, "%#llx", (unsigned long long)value);
	else if (space == SPACE_COMMON)
		name_common(text, size, offset, value);
	else if (len == 6)
		name_bytes(text, size, len, value);
	else
		snprintf(text, size, "%llu", (unsigned long long)value);
}
