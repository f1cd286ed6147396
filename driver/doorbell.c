// SPDX-License-Identifier: GPL-2.0-only
/* Choosing, mapping and ringing a VF's doorbell. */
#include <linux/io.h>

#include "bar_map.h"
#include "doorbell.h"

static int map_entry(struct doorbell *doorbell,
		     const struct notify_entry *entry)
{
	struct vfio_pci_core_device *core = doorbell->core;
	struct pci_dev *pf = pci_physfn(core->pdev);
	void __iomem *bar;

	if (entry->flags == VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV) {
		/* virtio-pci has claimed the BAR; sharing it needs no claim. */
		doorbell->addr = ioremap(pci_resource_start(pf, entry->bar) +
					 entry->offset, sizeof(u16));
		doorbell->owner = true;
		return doorbell->addr ? 0 : -ENOMEM;
	}

	bar = vfio_pci_core_get_iomap(core, entry->bar);
	if (IS_ERR(bar))
		return PTR_ERR(bar);
	doorbell->addr = bar + entry->offset;
	doorbell->owner = false;
	return 0;
}

/* Map the first entry that may be used; name the others in the log. */
static void choose_entry(struct doorbell *doorbell,
			 const struct notify_entry *entries)
{
	struct pci_dev *pdev = doorbell->core->pdev;
	struct notify_bars bars;
	int i;

	bar_map_read(&bars.owner, pci_physfn(pdev));
	bar_map_read(&bars.member, pdev);

	for (i = 0; i < VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO; i++) {
		const struct notify_entry *entry = &entries[i];
		const char *fault;

		/* This entry and all later ones are invalid. */
		if (entry->flags == VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_END)
			break;

		fault = notify_entry_fault(entry, &bars);
		if (!fault && map_entry(doorbell, entry))
			fault = "it cannot be mapped";
		if (!fault) {
			pci_dbg(pdev, "notifications go to BAR%u+%#llx of the %s\n",
				entry->bar, entry->offset,
				doorbell->owner ? "PF" : "VF");
			return;
		}
		dev_warn_ratelimited(&pdev->dev,
				     "notification address ignored, %s: flags %#x, BAR%u, offset %#llx\n",
				     fault, entry->flags, entry->bar,
				     entry->offset);
	}
}

static void not_opened(struct doorbell *doorbell, struct commands *commands,
		       const char *why)
{
	struct pci_dev *vf = doorbell->core->pdev;

	if (__ratelimit(&commands->openings))
		dev_warn(&vf->dev, "not opened: the PF %s %s\n",
			 pci_name(pci_physfn(vf)), why);
}

/**
 * doorbell_open - find the first usable notification address and map it
 * @doorbell: to set up; notifications by command if nothing is usable
 * @core: the VF, enabled
 * @commands: to ask for the addresses
 *
 * May sleep, as commands do.
 *
 * Return: 0, also if the PF refuses to tell; if it cannot be asked, -ETIMEDOUT
 * (no answer), -EBUSY (an earlier command has not been answered), -ENODEV (its
 * driver has gone) or -EINTR (the task is being killed).
 */
int doorbell_open(struct doorbell *doorbell, struct vfio_pci_core_device *core,
		  struct commands *commands)
{
	struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO];
	struct device *dev = &core->pdev->dev;
	int ret;

	doorbell->core = core;
	doorbell->addr = NULL;

	ret = commands_notify_info(commands, entries, commands_deadline());
	switch (ret) {
	case 0:
		choose_entry(doorbell, entries);
		return 0;
	case ACCESS_ERR_KILLED:
		return -EINTR;
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
		not_opened(doorbell, commands, "did not answer in time");
		return -ETIMEDOUT;
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		not_opened(doorbell, commands,
			   "has not answered earlier commands; bind its driver anew if this stays so");
		return -EBUSY;
	case ACCESS_ERR_PF_GONE:
		not_opened(doorbell, commands,
			   "takes no commands now; bind it, or its virtio device, to its driver anew");
		return -ENODEV;
	default:
		dev_warn_ratelimited(dev, "no notification address: LEGACY_NOTIFY_INFO failed (error %d); notifications go by command\n",
				     -ret);
		return 0;
	}
}

/**
 * doorbell_close - undo doorbell_open()
 * @doorbell: one that nobody rings any more
 */
void doorbell_close(struct doorbell *doorbell)
{
	if (doorbell->addr && doorbell->owner)
		iounmap(doorbell->addr);
	doorbell->addr = NULL;
}

/**
 * doorbell_ring - notify a device that the caller holds awake
 * @doorbell: one that is there
 * @queue: virtqueue index, as the guest gave it
 *
 * May sleep: the VF's memory may be disabled for a reset right now. A VF that
 * is powered down hears nothing, like any function on a bus.
 */
void doorbell_ring(struct doorbell *doorbell, u16 queue)
{
	if (doorbell->owner)
		iowrite16(queue, doorbell->addr);
	else
		vfio_pci_core_iowrite16(doorbell->core, true, queue,
					doorbell->addr);
}

/*
 * Under the memory_lock, under which the core lets the VF fall asleep: but for then
 * and for resets, and unless the guest has put it to sleep, its memory is there.
 */
static bool ring_if_awake(struct doorbell *doorbell, u16 queue)
{
	struct vfio_pci_core_device *core = doorbell->core;

	if (core->pm_runtime_engaged)
		return false;
	if (doorbell->owner || (core->pdev->current_state != PCI_D3hot &&
				core->pdev->current_state != PCI_D3cold))
		iowrite16(queue, doorbell->addr);
	return true;
}

/**
 * doorbell_ring_awake - notify a device, unless it may be asleep
 * @doorbell: one that is there
 * @queue: virtqueue index
 *
 * As doorbell_ring(), but that nobody has to hold the device awake.
 *
 * Return: whether it was notified; if not, doorbell_ring() is for it.
 */
bool doorbell_ring_awake(struct doorbell *doorbell, u16 queue)
{
	bool ret;

	down_read(&doorbell->core->memory_lock);
	ret = ring_if_awake(doorbell, queue);
	up_read(&doorbell->core->memory_lock);
	return ret;
}

/**
 * doorbell_try_ring - notify a device, if that can be done at once
 * @doorbell: one that is there
 * @queue: virtqueue index
 *
 * As doorbell_ring_awake(), in any context.
 */
bool doorbell_try_ring(struct doorbell *doorbell, u16 queue)
{
	bool ret;

	if (!down_read_trylock(&doorbell->core->memory_lock))
		return false;
	ret = ring_if_awake(doorbell, queue);
	up_read(&doorbell->core->memory_lock);
	return ret;
}
