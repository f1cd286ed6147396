// SPDX-License-Identifier: GPL-2.0-only
/* Vendor-specific capabilities, not trusted: which structures a function has where. */
#include <linux/kernel.h>
#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "modern_caps.h"

/* As many as there is room for: the device may have made a ring of them. */
#define CAPABILITIES_MAX	48

/* Behind struct virtio_pci_cap, in the one for notifications. */
#define CAP_SIZE		16
#define CAP_MULTIPLIER		16
#define CAP_NOTIFY_SIZE		20

/* A notification writes the 16-bit queue index. */
#define NOTIFY_WIDTH		2

/**
 * struct wanted - a structure that is looked for
 * @type: of its capability
 * @min: fewest bytes that it has
 * @align: of its first byte (virtio 1.4, "Virtio Structure PCI Capabilities")
 * @missing: what is wrong with a function that has none
 * @bad: what is wrong with one that has none to be used
 */
struct wanted {
	u8 type;
	u8 min;
	u8 align;
	const char *missing;
	const char *bad;
};

static const struct wanted common = {
	VIRTIO_PCI_CAP_COMMON_CFG, MODERN_COMMON_MIN, 4,
	"it has no common configuration",
	"its common configuration is not in a memory BAR, too short, or in the MSI-X table",
};

static const struct wanted notify = {
	VIRTIO_PCI_CAP_NOTIFY_CFG, NOTIFY_WIDTH, 2,
	"it has no notification structure",
	"its notification structure is not in a memory BAR, too short, or in the MSI-X table",
};

static const struct wanted isr = {
	VIRTIO_PCI_CAP_ISR_CFG, 1, 1,
	"it has no ISR status",
	"its ISR status is not in a memory BAR, or in the MSI-X table",
};

static const struct wanted device = {
	VIRTIO_PCI_CAP_DEVICE_CFG, 1, 4,
	NULL,
	"its device configuration is not in a memory BAR, or in the MSI-X table",
};

static u16 config16(const struct modern_function *function, unsigned int pos)
{
	return function->config[pos] | function->config[pos + 1] << 8;
}

static u32 config32(const struct modern_function *function, unsigned int pos)
{
	return config16(function, pos) |
	       (u32)config16(function, pos + 2) << 16;
}

/* The first capability of an id from the pointer at @pos on; 0: there is none. */
static u8 next_cap(const struct modern_function *function, u8 id, u8 pos)
{
	int left = CAPABILITIES_MAX;

	while (left--) {
		pos = function->config[pos] & ~3;
		if (pos < PCI_STD_HEADER_SIZEOF)
			return 0;
		if (function->config[pos + PCI_CAP_LIST_ID] == id)
			return pos;
		pos += PCI_CAP_LIST_NEXT;
	}
	return 0;
}

static u8 first_cap(const struct modern_function *function, u8 id)
{
	if (!(config16(function, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return 0;
	return next_cap(function, id, PCI_CAPABILITY_LIST);
}

static bool overlap(const struct modern_region *a, const struct modern_region *b)
{
	return a->bar == b->bar && a->length && b->length &&
	       (u64)a->offset < (u64)b->offset + b->length &&
	       (u64)b->offset < (u64)a->offset + a->length;
}

static struct modern_region msix_region(const struct modern_function *function,
					unsigned int pos, u32 length)
{
	u32 value = config32(function, pos);

	return (struct modern_region){
		.bar = value & PCI_MSIX_TABLE_BIR,
		.offset = value & PCI_MSIX_TABLE_OFFSET,
		.length = length,
	};
}

static void find_msix(const struct modern_function *function,
		      struct modern_caps *caps)
{
	u8 cap = first_cap(function, PCI_CAP_ID_MSIX);
	u32 entries;

	caps->msix_table = (struct modern_region){};
	caps->msix_pba = (struct modern_region){};
	if (!cap || cap > MODERN_CONFIG_SPACE - PCI_CAP_MSIX_SIZEOF)
		return;
	entries = (config16(function, cap + PCI_MSIX_FLAGS) &
		   PCI_MSIX_FLAGS_QSIZE) + 1;
	caps->msix_table = msix_region(function, cap + PCI_MSIX_TABLE,
				       entries * PCI_MSIX_ENTRY_SIZE);
	caps->msix_pba = msix_region(function, cap + PCI_MSIX_PBA,
				     (entries + 63) / 64 * 8);
}

/* A message address must not be a register, nor the other way round. */
static bool hits_msix(const struct modern_caps *caps,
		      const struct modern_region *region)
{
	return overlap(region, &caps->msix_table) ||
	       overlap(region, &caps->msix_pba);
}

static bool usable(const struct modern_function *function,
		   const struct modern_caps *caps, const struct wanted *wanted,
		   u8 cap, struct modern_region *region)
{
	region->bar = function->config[cap + VIRTIO_PCI_CAP_BAR];
	region->offset = config32(function, cap + VIRTIO_PCI_CAP_OFFSET);
	region->length = config32(function, cap + VIRTIO_PCI_CAP_LENGTH);
	return region->bar < MODERN_BARS && region->length >= wanted->min &&
	       !(region->offset & (wanted->align - 1)) &&
	       (u64)region->offset + region->length <=
		       function->bar_size[region->bar] &&
	       !hits_msix(caps, region);
}

static bool long_enough(const struct modern_function *function, u8 cap, u8 size)
{
	return cap <= MODERN_CONFIG_SPACE - size &&
	       function->config[cap + VIRTIO_PCI_CAP_LEN] >= size;
}

/* The first usable one, as virtio-pci has it. @cap: where its capability is. */
static const char *find(const struct modern_function *function,
			const struct modern_caps *caps,
			const struct wanted *wanted, u8 *cap,
			struct modern_region *region)
{
	u8 size = wanted->type == VIRTIO_PCI_CAP_NOTIFY_CFG ? CAP_NOTIFY_SIZE :
							      CAP_SIZE;
	const char *fault = wanted->missing;
	int left = CAPABILITIES_MAX;

	for (*cap = first_cap(function, PCI_CAP_ID_VNDR); *cap && left--;
	     *cap = next_cap(function, PCI_CAP_ID_VNDR, *cap + PCI_CAP_LIST_NEXT)) {
		if (!long_enough(function, *cap, size) ||
		    function->config[*cap + VIRTIO_PCI_CAP_CFG_TYPE] !=
			    wanted->type)
			continue;
		if (usable(function, caps, wanted, *cap, region))
			return NULL;
		fault = wanted->bad;
	}
	*region = (struct modern_region){};
	return fault;
}

static bool any_overlap(const struct modern_caps *caps)
{
	const struct modern_region *all[] = {
		&caps->common, &caps->notify, &caps->isr, &caps->device,
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		for (j = 0; j < i; j++)
			if (overlap(all[i], all[j]))
				return true;
	return false;
}

/**
 * vvp_modern_caps_read - find a function's virtio structures
 * @function: the function
 * @caps: filled in, if they may be used
 *
 * Return: what is wrong with them, for the log; NULL if nothing is.
 */
const char *vvp_modern_caps_read(const struct modern_function *function,
				 struct modern_caps *caps)
{
	const char *fault;
	u8 cap;

	find_msix(function, caps);
	fault = find(function, caps, &common, &cap, &caps->common);
	if (fault)
		return fault;
	fault = find(function, caps, &notify, &cap, &caps->notify);
	if (fault)
		return fault;
	caps->notify_multiplier = config32(function, cap + CAP_MULTIPLIER);
	if (caps->notify_multiplier % NOTIFY_WIDTH)
		return "its notification addresses are odd";
	fault = find(function, caps, &isr, &cap, &caps->isr);
	if (fault)
		return fault;
	fault = find(function, caps, &device, &cap, &caps->device);
	if (fault)
		return fault;
	return any_overlap(caps) ? "its structures overlap" : NULL;
}

/**
 * vvp_modern_notify_offset - where in the notification structure a queue has its own
 * @caps: the function's
 * @notify_off: queue_notify_off of the queue, not trusted
 * @offset: filled in, if that is inside
 *
 * Return: whether it is.
 */
bool vvp_modern_notify_offset(const struct modern_caps *caps, u16 notify_off,
			      u32 *offset)
{
	u64 at = (u64)notify_off * caps->notify_multiplier;

	if (at + NOTIFY_WIDTH > caps->notify.length)
		return false;
	*offset = at;
	return true;
}
