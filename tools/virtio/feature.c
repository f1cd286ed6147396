// SPDX-License-Identifier: GPL-2.0-only
/* Names out of virtio 1.4: 5 (device types), 6 (reserved feature bits). */
#include <stddef.h>
#include <stdio.h>

#include "virtio/feature.h"

struct bit {
	unsigned int bit;
	const char *name;
};

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

/* Those of any type. */
static const struct bit any_bits[] = {
	{ 24, "NOTIFY_ON_EMPTY" },
	{ 27, "ANY_LAYOUT" },
	{ 28, "INDIRECT_DESC" },
	{ 29, "EVENT_IDX" },
	{ 30, "UNUSED" },
	{ 32, "VERSION_1" },
	{ 33, "ACCESS_PLATFORM" },
	{ 34, "RING_PACKED" },
	{ 35, "IN_ORDER" },
	{ 36, "ORDER_PLATFORM" },
	{ 37, "SR_IOV" },
	{ 38, "NOTIFICATION_DATA" },
	{ 39, "NOTIF_CONFIG_DATA" },
	{ 40, "RING_RESET" },
	{ 41, "ADMIN_VQ" },
	{},
};

static const struct {
	unsigned int virtio_id;
	const struct bit *bits;
} types[] = {
	{ 1, net_bits },     { 2, blk_bits },  { 3, console_bits },
	{ 5, balloon_bits }, { 8, scsi_bits }, { 9, p9_bits },
};

static const char *find_bit(const struct bit *bits, unsigned int bit)
{
	for (; bits->name; bits++)
		if (bits->bit == bit)
			return bits->name;
	return NULL;
}

const char *feature_name(unsigned int virtio_id, unsigned int bit)
{
	const char *name = NULL;

	for (size_t i = 0; !name && i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].virtio_id == virtio_id)
			name = find_bit(types[i].bits, bit);
	return name ? name : find_bit(any_bits, bit);
}

void feature_names(char *text, size_t size, unsigned int virtio_id,
		   uint64_t features)
{
	size_t len = 0;

	*text = '\0';
	for (unsigned int bit = 0; bit < 64 && len < size; bit++) {
		const char *name = feature_name(virtio_id, bit);

		if (!(features & 1ull << bit))
			continue;
		if (name)
			len += snprintf(text + len, size - len, " %s", name);
		else
			len += snprintf(text + len, size - len, " bit %u", bit);
	}
}
