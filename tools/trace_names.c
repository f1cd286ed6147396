// SPDX-License-Identifier: GPL-2.0-only
/* Names out of virtio 1.4: 4.1.4.10 (registers), 5 (device types), 6 (features). */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "trace_event.h"
#include "trace_names.h"

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

struct bit {
	uint8_t bit;
	const char *name;
};

static const struct field common_fields[] = {
	{ 0, 4, "device_features", ALWAYS },
	{ 4, 4, "driver_features", ALWAYS },
	{ 8, 4, "queue_address", ALWAYS },
	{ 12, 2, "queue_size", ALWAYS },
	{ 14, 2, "queue_select", ALWAYS },
	{ 16, 2, "queue_notify", ALWAYS },
	{ 18, 1, "status", ALWAYS },
	{ 19, 1, "isr", ALWAYS },
	{ 20, 2, "config_vector", ALWAYS },
	{ 22, 2, "queue_vector", ALWAYS },
	{},
};

#define QUEUE_ADDRESS 8
#define PAGE_SHIFT    12

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

static const struct bit net_bits[] = {
	{ 0, "CSUM" },
	{ 1, "GUEST_CSUM" },
	{ 2, "CTRL_GUEST_OFFLOADS" },
	{ 3, "MTU" },
	{ 5, "MAC" },
	{ 6, "GSO" },
	{ 7, "GUEST_TSO4" },
	{ 8, "GUEST_TSO6" },
	{ 9, "GUEST_ECN" },
	{ 10, "GUEST_UFO" },
	{ 11, "HOST_TSO4" },
	{ 12, "HOST_TSO6" },
	{ 13, "HOST_ECN" },
	{ 14, "HOST_UFO" },
	{ 15, "MRG_RXBUF" },
	{ 16, "STATUS" },
	{ 17, "CTRL_VQ" },
	{ 18, "CTRL_RX" },
	{ 19, "CTRL_VLAN" },
	{ 20, "CTRL_RX_EXTRA" },
	{ 21, "GUEST_ANNOUNCE" },
	{ 22, "MQ" },
	{ 23, "CTRL_MAC_ADDR" },
	{},
};

static const struct bit blk_bits[] = {
	{ 0, "BARRIER" },
	{ 1, "SIZE_MAX" },
	{ 2, "SEG_MAX" },
	{ 4, "GEOMETRY" },
	{ 5, "RO" },
	{ 6, "BLK_SIZE" },
	{ 7, "SCSI" },
	{ 9, "FLUSH" },
	{ 10, "TOPOLOGY" },
	{ 11, "CONFIG_WCE" },
	{ 12, "MQ" },
	{ 13, "DISCARD" },
	{ 14, "WRITE_ZEROES" },
	{ 15, "LIFETIME" },
	{ 16, "SECURE_ERASE" },
	{},
};

static const struct bit console_bits[] = {
	{ 0, "SIZE" },
	{ 1, "MULTIPORT" },
	{ 2, "EMERG_WRITE" },
	{},
};

static const struct bit balloon_bits[] = {
	{ 0, "MUST_TELL_HOST" },
	{ 1, "STATS_VQ" },
	{ 2, "DEFLATE_ON_OOM" },
	{ 3, "FREE_PAGE_HINT" },
	{ 4, "PAGE_POISON" },
	{ 5, "PAGE_REPORTING" },
	{},
};

static const struct bit scsi_bits[] = {
	{ 0, "INOUT" }, { 1, "HOTPLUG" }, { 2, "CHANGE" }, { 3, "T10_PI" }, {},
};

static const struct bit p9_bits[] = {
	{ 0, "MOUNT_TAG" },
	{},
};

static const struct bit no_bits[] = { {} };

/* Those of any type, as far as the legacy interface reaches. */
static const struct bit any_bits[] = {
	{ 24, "NOTIFY_ON_EMPTY" }, { 27, "ANY_LAYOUT" },
	{ 28, "INDIRECT_DESC" },   { 29, "EVENT_IDX" },
	{ 30, "UNUSED" },	   {},
};

static const struct type {
	unsigned int virtio_id;
	const struct field *fields;
	const struct bit *bits;
} types[] = {
	{ 1, net_fields, net_bits },	     { 2, blk_fields, blk_bits },
	{ 3, console_fields, console_bits }, { 4, no_fields, no_bits },
	{ 5, balloon_fields, balloon_bits }, { 8, scsi_fields, scsi_bits },
	{ 9, p9_fields, p9_bits },
};

static const struct type *type_of(unsigned int virtio_id)
{
	static const struct type none = { 0, no_fields, no_bits };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].virtio_id == virtio_id)
			return &types[i];
	return &none;
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
		field = type_of(virtio_id)->fields;
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

void name_register(char *name, size_t size, unsigned int virtio_id,
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

const char *device_field(unsigned int virtio_id, unsigned int number,
			 uint32_t features, unsigned int *offset,
			 unsigned int *len)
{
	const struct field *field = type_of(virtio_id)->fields;

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

void name_status(char *text, size_t size, uint8_t status)
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

void name_isr(char *text, size_t size, uint8_t isr)
{
	static const struct bit bits[] = {
		{ 0, "QUEUE" },
		{ 1, "CONFIGURATION" },
		{},
	};

	name_bits(text, size, bits, isr);
}

/* The first on the left, as the device has it. */
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
	case 0:
	case 4:
		snprintf(text, size, "%#010llx", (unsigned long long)value);
		break;
	case QUEUE_ADDRESS:
		if (value)
			snprintf(text, size, "%#llx (at %#llx)",
				 (unsigned long long)value,
				 (unsigned long long)value << PAGE_SHIFT);
		else
			snprintf(text, size, "0 (off)");
		break;
	case 18:
		name_status(text, size, value);
		break;
	case 19:
		name_isr(text, size, value);
		break;
	case 20:
	case 22:
		if (value == 0xffff)
			snprintf(text, size, "none");
		else
			snprintf(text, size, "%llu", (unsigned long long)value);
		break;
	default:
		snprintf(text, size, "%llu", (unsigned long long)value);
	}
}

void name_value(char *text, size_t size, unsigned int virtio_id,
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

static const char *find_bit(const struct bit *bits, unsigned int bit)
{
	for (; bits->name; bits++)
		if (bits->bit == bit)
			return bits->name;
	return NULL;
}

const char *name_feature(unsigned int virtio_id, unsigned int bit)
{
	const char *name = find_bit(type_of(virtio_id)->bits, bit);

	return name ? name : find_bit(any_bits, bit);
}

static const char *one_of(const char *const *names, size_t nr,
			  unsigned int value)
{
	return value < nr && names[value] ? names[value] : "?";
}

#define ONE_OF(names, value)                                                   \
	one_of(names, sizeof(names) / sizeof((names)[0]), value)

const char *name_opcode(unsigned int opcode)
{
	static const char *const names[] = {
		[2] = "common write", [3] = "common read", [4] = "device write",
		[5] = "device read",  [6] = "notify info",
	};

	return ONE_OF(names, opcode);
}

const char *name_path(unsigned int path)
{
	static const char *const names[] = {
		[PATH_DOORBELL] = "doorbell",
		[PATH_COMMAND] = "command",
		[PATH_IOEVENTFD] = "ioeventfd",
		[PATH_DROPPED] = "dropped",
	};

	return ONE_OF(names, path);
}

const char *name_served(unsigned int served)
{
	static const char *const names[] = {
		[SERVED_BACKEND] = "no command",
		[SERVED_READ_AHEAD] = "read before",
		[SERVED_ISR] = "by the driver",
		[SERVED_HOLE] = "nobody: no register",
		[SERVED_DISABLED] = "nobody: I/O is off",
		[SERVED_ASLEEP] = "nobody: asleep",
		[SERVED_CACHE] = "known",
	};

	return ONE_OF(names, served);
}

void name_error(char *text, size_t size, unsigned int error)
{
	static const struct {
		unsigned int error;
		const char *name;
	} errors[] = {
		{ 4, "killed" },
		{ 5, "EIO" },
		{ 6, "ENXIO" },
		{ 11, "EAGAIN" },
		{ 12, "ENOMEM" },
		{ 16, "EBUSY" },
		{ 19, "ENODEV" },
		{ 22, "EINVAL" },
		{ 28, "ENOSPC" },
		{ 62, "no time to send it" },
		{ 87, "the PF answers nobody" },
		{ 95, "EOPNOTSUPP" },
		{ 108, "the PF takes no commands" },
		{ 110, "not answered in time" },
		{ 115, "an earlier one is not answered" },
	};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].error == error) {
			snprintf(text, size, "%s", errors[i].name);
			return;
		}
	}
	snprintf(text, size, "error %u", error);
}
