// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legacy register file (virtio 1.4, "Legacy Interfaces: A Note on
 * PCI Device Layout") and each device type's part of it.
 */
#include <linux/kernel.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_pci.h>

#include "legacy_layout.h"

/*
 * How many bytes there are to the end of the field, from each byte of the common
 * configuration. It has no holes.
 */
static const u8 common_left[VIRTIO_PCI_CONFIG_OFF(true)] = {
	4, 3, 2, 1,	/* device features */
	4, 3, 2, 1,	/* driver features */
	4, 3, 2, 1,	/* queue address */
	2, 1,		/* queue size */
	2, 1,		/* queue select */
	2, 1,		/* queue notify */
	1,		/* device status */
	1,		/* ISR status */
	/* These two are there only while MSI-X is enabled. */
	2, 1,		/* configuration vector */
	2, 1,		/* queue vector */
};

static const struct legacy_field net_fields[] = {
	{ 0, 6 },	/* mac */
	{ 6, 2 },	/* status */
	{ 8, 2 },	/* max_virtqueue_pairs */
	{ 10, 2 },	/* mtu */
	{ 12, 4 },	/* speed */
	{ 16, 1 },	/* duplex */
	{ 17, 1 },	/* rss_max_key_size */
	{ 18, 2 },	/* rss_max_indirection_table_length */
	{ 20, 4 },	/* supported_hash_types */
	{ 24, 4 },	/* supported_tunnel_types */
};

static const struct legacy_field blk_fields[] = {
	{ 0, 8 },	/* capacity */
	{ 8, 4 },	/* size_max */
	{ 12, 4 },	/* seg_max */
	{ 16, 2 },	/* geometry.cylinders */
	{ 18, 1 },	/* geometry.heads */
	{ 19, 1 },	/* geometry.sectors */
	{ 20, 4 },	/* blk_size */
	{ 24, 1 },	/* topology.physical_block_exp */
	{ 25, 1 },	/* topology.alignment_offset */
	{ 26, 2 },	/* topology.min_io_size */
	{ 28, 4 },	/* topology.opt_io_size */
	{ 32, 1 },	/* writeback */
	{ 33, 1 },	/* unused0 */
	{ 34, 2 },	/* num_queues */
	{ 36, 4 },	/* max_discard_sectors */
	{ 40, 4 },	/* max_discard_seg */
	{ 44, 4 },	/* discard_sector_alignment */
	{ 48, 4 },	/* max_write_zeroes_sectors */
	{ 52, 4 },	/* max_write_zeroes_seg */
	{ 56, 1 },	/* write_zeroes_may_unmap */
	{ 57, 3 },	/* unused1 */
	{ 60, 4 },	/* max_secure_erase_sectors */
	{ 64, 4 },	/* max_secure_erase_seg */
	{ 68, 4 },	/* secure_erase_sector_alignment */
	{ 72, 4 },	/* zoned.zone_sectors */
	{ 76, 4 },	/* zoned.max_open_zones */
	{ 80, 4 },	/* zoned.max_active_zones */
	{ 84, 4 },	/* zoned.max_append_sectors */
	{ 88, 4 },	/* zoned.write_granularity */
	{ 92, 1 },	/* zoned.model */
	{ 93, 3 },	/* zoned.unused2 */
};

static const struct legacy_field balloon_fields[] = {
	{ 0, 4 },	/* num_pages */
	{ 4, 4 },	/* actual */
	{ 8, 4 },	/* free_page_hint_cmd_id */
	{ 12, 4 },	/* poison_val */
};

static const struct legacy_field console_fields[] = {
	{ 0, 2 },	/* cols */
	{ 2, 2 },	/* rows */
	{ 4, 4 },	/* max_nr_ports */
	{ 8, 4 },	/* emerg_wr */
};

static const struct legacy_field scsi_fields[] = {
	{ 0, 4 },	/* num_queues */
	{ 4, 4 },	/* seg_max */
	{ 8, 4 },	/* max_sectors */
	{ 12, 4 },	/* cmd_per_lun */
	{ 16, 4 },	/* event_info_size */
	{ 20, 4 },	/* sense_size */
	{ 24, 4 },	/* cdb_size */
	{ 28, 2 },	/* max_channel */
	{ 30, 2 },	/* max_target */
	{ 32, 4 },	/* max_lun */
};

/* The tag has no end that the layout could tell: as much as the BAR has room for. */
static const struct legacy_field p9_fields[] = {
	{ 0, 2 },	/* tag_len */
	{ 2, LEGACY_BAR_MAX_SIZE - VIRTIO_PCI_CONFIG_OFF(1) - 2 },	/* tag */
};

/* No configuration at all. */
static const struct legacy_field rng_fields[] = {};

/* All that this driver knows of device types. */
static const struct legacy_type legacy_types[] = {
#define TYPE(_name, _virtio_id, _transitional_id)		\
	{							\
		.virtio_id = _virtio_id,			\
		.transitional_id = _transitional_id,		\
		.fields = _name##_fields,			\
		.nr_fields = ARRAY_SIZE(_name##_fields),	\
	},
#include "legacy_types.h"
};

/**
 * vvp_legacy_type_find - look a device type up
 * @virtio_id: virtio device id
 *
 * Return: the type, or NULL if it has no transitional form here.
 */
const struct legacy_type *vvp_legacy_type_find(u16 virtio_id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(legacy_types); i++)
		if (legacy_types[i].virtio_id == virtio_id)
			return &legacy_types[i];
	return NULL;
}

/**
 * vvp_legacy_bar_size - size of BAR0 for a device type
 * @type: device type
 *
 * The larger of the two layouts decides: a BAR cannot change its size when
 * MSI-X is enabled.
 *
 * Return: a power of two, at most LEGACY_BAR_MAX_SIZE.
 */
size_t vvp_legacy_bar_size(const struct legacy_type *type)
{
	size_t need = VIRTIO_PCI_CONFIG_OFF(true);
	size_t size = 1;

	if (type->nr_fields) {
		const struct legacy_field *last =
			&type->fields[type->nr_fields - 1];

		need += last->offset + last->size;
	}

	while (size < need)
		size <<= 1;
	return size;
}

static bool find_field(const struct legacy_field *fields, size_t nr,
		       size_t pos, size_t *left)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (pos >= fields[i].offset &&
		    pos < fields[i].offset + fields[i].size) {
			*left = fields[i].offset + fields[i].size - pos;
			/* Of an array only the device knows where it ends. */
			if (fields[i].size > LEGACY_ACCESS_MAX)
				*left = 1;
			return true;
		}
	}
	return false;
}

static enum legacy_reg reg_of(const struct legacy_access *access)
{
	if (access->space != LEGACY_COMMON)
		return LEGACY_OTHER;
	switch (access->offset) {
	case VIRTIO_PCI_QUEUE_NOTIFY:
		/* Half a queue index names no queue. */
		return access->len == 2 ? LEGACY_NOTIFY : LEGACY_OTHER;
	case VIRTIO_PCI_STATUS:
		return LEGACY_STATUS;
	case VIRTIO_PCI_ISR:
		return LEGACY_ISR;
	default:
		return LEGACY_OTHER;
	}
}

/**
 * vvp_legacy_next_access - the first single-field access of a longer one
 * @type: device type
 * @msix: is MSI-X enabled on the function? It moves the device configuration.
 * @pos: first byte, from the start of BAR0
 * @len: number of bytes, at least 1; @pos + @len must lie within BAR0
 *
 * The device must fail a command that touches more than one field (virtio 1.4,
 * "Device groups", Legacy Interfaces), so a guest's access is cut where fields end.
 * Call again with what remains until nothing does.
 *
 * Return: the access that starts at @pos. A hole is returned a byte at a time.
 */
struct legacy_access vvp_legacy_next_access(const struct legacy_type *type,
					    bool msix, size_t pos, size_t len)
{
	size_t config = VIRTIO_PCI_CONFIG_OFF(msix);
	struct legacy_access access = {
		.space = LEGACY_HOLE,
		.offset = pos,
		.len = 1,
	};
	size_t left;

	if (pos < config) {
		left = common_left[pos];
		access.space = LEGACY_COMMON;
	} else {
		if (!find_field(type->fields, type->nr_fields, pos - config,
				&left))
			return access;
		access.space = LEGACY_DEVICE;
		access.offset = pos - config;
	}

	access.len = left < len ? left : len;
	access.reg = reg_of(&access);
	return access;
}

/**
 * vvp_legacy_begins_field - does an access take the first bytes of a longer field?
 * @type: device type
 * @access: a single-field access
 * @field: the whole field, if so
 *
 * Only of the device configuration, and of fields that one access can take.
 */
bool vvp_legacy_begins_field(const struct legacy_type *type,
			     const struct legacy_access *access,
			     struct legacy_access *field)
{
	size_t i;

	if (access->space != LEGACY_DEVICE)
		return false;
	for (i = 0; i < type->nr_fields; i++) {
		if (type->fields[i].offset != access->offset)
			continue;
		*field = *access;
		field->len = type->fields[i].size;
		return field->len > access->len &&
		       field->len <= LEGACY_ACCESS_MAX;
	}
	return false;
}
