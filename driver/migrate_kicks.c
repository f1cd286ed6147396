// SPDX-License-Identifier: GPL-2.0-only
/* Which queues a modern driver uses, by its device's parts, and how they are notified. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include <linux/vfio_pci_core.h>
#include <linux/virtio_config.h>

#include "migrate_kicks.h"
#include "modern_io.h"

static bool has_feature(const struct parts_summary *summary, unsigned int bit)
{
	return summary->driver_features[bit / 64] & BIT_ULL(bit % 64);
}

/*
 * With NOTIFICATION_DATA a notification says how far the ring is, which is not known
 * here (virtio 1.4, "Driver Notifications").
 */
static bool can_be_made(const struct parts_summary *summary)
{
	return summary->status & VIRTIO_CONFIG_S_DRIVER_OK &&
	       !vvp_parts_is_legacy(summary) &&
	       !has_feature(summary, VIRTIO_F_NOTIFICATION_DATA);
}

/* The value of the part: le16 offset, le16 data. */
static struct migrate_kick kick_of(const struct part *part,
				   const struct parts_summary *summary)
{
	bool has_data = has_feature(summary, VIRTIO_F_NOTIF_CONFIG_DATA);

	return (struct migrate_kick){
		.offset = get_unaligned_le16(part->value),
		.value = has_data ? get_unaligned_le16(part->value + 2) :
				    part->selector,
	};
}

/**
 * vvp_migrate_kicks_keep - remember the notifications that a driver may make
 * @kicks: those
 * @parts: of the device it uses, checked
 * @summary: what they say
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int vvp_migrate_kicks_keep(struct migrate_kicks *kicks, const void *parts,
			   const struct parts_summary *summary)
{
	struct part part;
	u32 offset = 0;

	vvp_migrate_kicks_drop(kicks);
	if (!can_be_made(summary) || !summary->nr_enabled)
		return 0;
	kicks->kick = kvcalloc(summary->nr_enabled, sizeof(*kicks->kick),
			       GFP_KERNEL_ACCOUNT);
	if (!kicks->kick)
		return -ENOMEM;
	while (kicks->nr < summary->nr_enabled &&
	       vvp_parts_next(parts, summary->len, &offset, &part))
		if (part.type == PART_QUEUE_NOTIFY &&
		    vvp_parts_queue_enabled(summary, part.selector))
			kicks->kick[kicks->nr++] = kick_of(&part, summary);
	return 0;
}

/**
 * vvp_migrate_kicks_drop - forget them
 * @kicks: those
 */
void vvp_migrate_kicks_drop(struct migrate_kicks *kicks)
{
	kvfree(kicks->kick);
	kicks->kick = NULL;
	kicks->nr = 0;
}

static void make_all(const struct migrate_kicks *kicks,
		     struct vfio_pci_core_device *core,
		     const struct modern_caps *caps, void __iomem *bar)
{
	unsigned int i;
	u32 offset;

	for (i = 0; i < kicks->nr; i++)
		if (vvp_modern_notify_offset(caps, kicks->kick[i].offset,
					     &offset))
			vfio_pci_core_iowrite16(core, true,
						kicks->kick[i].value,
						bar + caps->notify.offset +
							offset);
}

/**
 * vvp_migrate_kicks_make - make them, and forget them
 * @kicks: those
 * @core: the function, which is open and runs
 *
 * May sleep. Takes the core's memory_lock.
 */
void vvp_migrate_kicks_make(struct migrate_kicks *kicks,
			    struct vfio_pci_core_device *core)
{
	struct modern_io io = { .pdev = core->pdev };
	void __iomem *bar;

	if (kicks->nr && !vvp_modern_io_find(&io)) {
		bar = vfio_pci_core_get_iomap(core, io.caps.notify.bar);
		if (!IS_ERR(bar))
			make_all(kicks, core, &io.caps, bar);
	}
	vvp_migrate_kicks_drop(kicks);
}
