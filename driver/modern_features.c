// SPDX-License-Identifier: GPL-2.0-only
/* Feature bits of two worlds. */
#include <linux/kernel.h>
#include <linux/virtio_blk.h>
#include <linux/virtio_config.h>
#include <linux/virtio_console.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>
#include <linux/virtio_ring.h>
#include <linux/virtio_scsi.h>

#include "modern_features.h"

#define F(bit)		(1ULL << (bit))

/* Bits 0 to 23 are the device type's. */
#define TYPE_BITS	(F(24) - 1)
#define RING_BITS	(F(VIRTIO_RING_F_INDIRECT_DESC) | F(VIRTIO_RING_F_EVENT_IDX))

/**
 * struct dependency - virtio 1.4, "Feature bit requirements"
 * @feature: needs
 * @any_of: one of these
 */
struct dependency {
	u32 feature;
	u32 any_of;
};

#define NET(name)	F(VIRTIO_NET_F_##name)

/* What needs others stands behind those. */
static const struct dependency net_dependencies[] = {
	{ NET(GUEST_TSO4) | NET(GUEST_TSO6) | NET(GUEST_UFO), NET(GUEST_CSUM) },
	{ NET(GUEST_ECN), NET(GUEST_TSO4) | NET(GUEST_TSO6) },
	{ NET(HOST_TSO4) | NET(HOST_TSO6) | NET(HOST_UFO), NET(CSUM) },
	{ NET(HOST_ECN), NET(HOST_TSO4) | NET(HOST_TSO6) },
	{ NET(CTRL_RX) | NET(CTRL_VLAN) | NET(CTRL_RX_EXTRA) |
	  NET(GUEST_ANNOUNCE) | NET(MQ) | NET(CTRL_MAC_ADDR) |
	  NET(CTRL_GUEST_OFFLOADS), NET(CTRL_VQ) },
	{}
};

static const struct dependency no_dependencies[] = { {} };

/**
 * struct rules - of a device type
 * @virtio_id: the type
 * @never: features that are not for a modern device and a legacy driver together
 * @unsaid: those that nothing may rest on until the driver has said that it has them
 * @dependencies: between those that are left
 */
struct rules {
	u16 virtio_id;
	u32 never;
	u32 unsaid;
	const struct dependency *dependencies;
};

/*
 * The types that are safe: what they take from the guest's memory, they take by the
 * addresses in its queues. A balloon's page numbers are none.
 */
static const struct rules types[] = {
	{
		.virtio_id = VIRTIO_ID_NET,
		.never = NET(GSO),
		/* Even the header depends on what the driver has. */
		.unsaid = TYPE_BITS,
		.dependencies = net_dependencies,
	}, {
		.virtio_id = VIRTIO_ID_BLOCK,
		.never = F(VIRTIO_BLK_F_BARRIER) | F(VIRTIO_BLK_F_SCSI) |
			 F(17 /* ZONED */),
		/* With these, data is safe only if the driver flushes. */
		.unsaid = F(VIRTIO_BLK_F_FLUSH) | F(VIRTIO_BLK_F_CONFIG_WCE),
		.dependencies = no_dependencies,
	}, {
		.virtio_id = VIRTIO_ID_CONSOLE,
		/* It changes what the queues are for. */
		.unsaid = F(VIRTIO_CONSOLE_F_MULTIPORT),
		.dependencies = no_dependencies,
	}, {
		.virtio_id = VIRTIO_ID_SCSI,
		/* It changes the request's header; and events need buffers. */
		.unsaid = F(VIRTIO_SCSI_F_T10_PI) | F(VIRTIO_SCSI_F_HOTPLUG) |
			  F(VIRTIO_SCSI_F_CHANGE),
		.dependencies = no_dependencies,
	}, {
		.virtio_id = VIRTIO_ID_RNG,
		.dependencies = no_dependencies,
	}, {
		.virtio_id = VIRTIO_ID_9P,
		.dependencies = no_dependencies,
	},
};

static const struct rules *rules_of(u16 virtio_id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].virtio_id == virtio_id)
			return &types[i];
	return NULL;
}

/**
 * vvp_modern_type_safe - may a guest have a device of this type?
 * @virtio_id: the type
 */
bool vvp_modern_type_safe(u16 virtio_id)
{
	return rules_of(virtio_id);
}

/**
 * vvp_modern_offer_usable - is it a modern device, which goes through the IOMMU?
 * @offered: the device's features
 *
 * Without ACCESS_PLATFORM a device uses physical addresses, and a guest's would be
 * the host's.
 */
bool vvp_modern_offer_usable(u64 offered)
{
	return offered & F(VIRTIO_F_VERSION_1) &&
	       offered & F(VIRTIO_F_ACCESS_PLATFORM);
}

/* Of those that are offered. */
static u32 translatable(u16 virtio_id, u64 offered)
{
	const struct rules *rules = rules_of(virtio_id);

	return rules ? offered & (TYPE_BITS | RING_BITS) & ~rules->never : 0;
}

/**
 * vvp_modern_shown - the device features of the legacy device
 * @virtio_id: its type
 * @offered: the modern device's features
 *
 * Every modern device takes any layout of descriptors.
 */
u32 vvp_modern_shown(u16 virtio_id, u64 offered)
{
	return translatable(virtio_id, offered) | F(VIRTIO_F_ANY_LAYOUT);
}

/**
 * vvp_modern_assumed - what a driver may have that uses its queues and has not said
 * @virtio_id: the device type
 * @offered: the modern device's features
 *
 * Not what a driver has to act by: its queues would stop for ever if it does not know
 * of EVENT_IDX.
 */
u32 vvp_modern_assumed(u16 virtio_id, u64 offered)
{
	const struct rules *rules = rules_of(virtio_id);

	if (!rules)
		return 0;
	return translatable(virtio_id, offered) &
	       ~(rules->unsaid | F(VIRTIO_RING_F_EVENT_IDX));
}

/* A legacy driver is never told that its features do not fit together. */
static u32 consistent(const struct rules *rules, u32 features)
{
	const struct dependency *dependency;

	for (dependency = rules->dependencies; dependency->feature; dependency++)
		if (!(features & dependency->any_of))
			features &= ~dependency->feature;
	return features;
}

/**
 * vvp_modern_negotiated - the driver features that the modern device is told
 * @virtio_id: its type
 * @offered: its features
 * @guest: what the legacy driver has written, or vvp_modern_assumed()
 * @header: from vvp_modern_header_of()
 *
 * Nothing that changes queues or notifications is ever among them (RING_PACKED,
 * IN_ORDER, NOTIFICATION_DATA), nor what is the PF's driver's (SR_IOV, ADMIN_VQ).
 */
u64 vvp_modern_negotiated(u16 virtio_id, u64 offered, u32 guest,
			  enum modern_header header)
{
	const struct rules *rules = rules_of(virtio_id);
	u64 high = F(VIRTIO_F_ACCESS_PLATFORM) | F(VIRTIO_F_ORDER_PLATFORM);

	if (!rules)
		return 0;
	if (header == MODERN_HEADER_SAME)
		high |= F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_RING_RESET);
	return (high & offered) |
	       consistent(rules, guest & translatable(virtio_id, offered));
}

/**
 * vvp_modern_header_of - which header a driver means
 * @virtio_id: the device type
 * @offered: the modern device's features
 * @guest: what the legacy driver has written
 *
 * With VERSION_1 it has 12 bytes, always. A legacy driver's has 12 with MRG_RXBUF
 * alone (virtio 1.4, "Legacy Interface: Device Operation" of network devices).
 */
enum modern_header vvp_modern_header_of(u16 virtio_id, u64 offered, u32 guest)
{
	if (virtio_id != VIRTIO_ID_NET || offered & guest & NET(MRG_RXBUF))
		return MODERN_HEADER_SAME;
	return MODERN_HEADER_LEGACY;
}
