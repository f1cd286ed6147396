// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legacy register file (virtio 1.4, "Legacy Interfaces: A Note on
 * PCI Device Layout") and each device type's part of it.
 */
#include <linux/kernel.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_pci.h>

#include "legacy_layout.h"

static const struct legacy_field common_fields[] = {
	{ VIRTIO_PCI_HOST_FEATURES, 4 },
	{ VIRTIO_PCI_GUEST_FEATURES, 4 },
	{ VIRTIO_PCI_QUEUE_PFN, 4 },
	{ VIRTIO_PCI_QUEUE_NUM, 2 },
	{ VIRTIO_PCI_QUEUE_SEL, 2 },
	{ VIRTIO_PCI_QUEUE_NOTIFY, 2 },
	{ VIRTIO_PCI_STATUS, 1 },
	{ VIRTIO_PCI_ISR, 1 },
	/* These two are there only while MSI-X is enabled. */
	{ VIRTIO_MSI_CONFIG_VECTOR, 2 },
	{ VIRTIO_MSI_QUEUE_VECTOR, 2 },
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

static const struct legacy_type legacy_types[] = {
	{
		.virtio_id = VIRTIO_ID_NET,
		.transitional_id = VIRTIO_TRANS_ID_NET,
		.fields = net_fields,
		.nr_fields = ARRAY_SIZE(net_fields),
	},
};

/**
 * legacy_type_find - look a device type up
 * @virtio_id: virtio device id
 *
 * Return: the type, or NULL if it has no transitional form here.
 */
const struct legacy_type *legacy_type_find(u16 virtio_id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(legacy_types); i++)
		if (legacy_types[i].virtio_id == virtio_id)
			return &legacy_types[i];
	return NULL;
}

/**
 * legacy_bar_size_of - size of BAR0 for a device type
 * @type: device type
 *
 * The larger of the two layouts decides: a BAR cannot change its size when
 * MSI-X is enabled.
 *
 * Return: a power of two, at most LEGACY_BAR_MAX_SIZE.
 */
size_t legacy_bar_size_of(const struct legacy_type *type)
{
	const struct legacy_field *last = &type->fields[type->nr_fields - 1];
	size_t need = VIRTIO_PCI_CONFIG_OFF(true) + last->offset + last->size;
	size_t size = 1;

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
			return true;
		}
	}
	return false;
}

/**
 * legacy_next_access - the first single-field access of a longer one
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
struct legacy_access legacy_next_access(const struct legacy_type *type,
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
		if (!find_field(common_fields, ARRAY_SIZE(common_fields),
				pos, &left))
			return access;
		access.space = LEGACY_COMMON;
	} else {
		if (!find_field(type->fields, type->nr_fields, pos - config,
				&left))
			return access;
		access.space = LEGACY_DEVICE;
		access.offset = pos - config;
	}

	access.len = left < len ? left : len;
	return access;
}

/**
 * legacy_is_notify - is this access a whole driver notification?
 * @access: a single-field access
 *
 * Part of the field is no notification, as half a queue index names no queue.
 */
bool legacy_is_notify(const struct legacy_access *access)
{
	return access->space == LEGACY_COMMON &&
	       access->offset == VIRTIO_PCI_QUEUE_NOTIFY && access->len == 2;
}
