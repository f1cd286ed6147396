// SPDX-License-Identifier: GPL-2.0-only
/* Choosing, mapping and ringing a function's notification address. */
#include <linux/io.h>

#include "bar_map.h"
#include "doorbell.h"
#include "notify_info.h"
#include "trace.h"

/**
 * vvp_doorbell_init - set up, for as long as the function is bound
 * @doorbell: to set up
 * @core: the function
 * @backend: the way to its registers
 * @stats: the function's
 */
void vvp_doorbell_init(struct doorbell *doorbell,
		       struct vfio_pci_core_device *core,
		       struct backend *backend,
		       struct legacy_stats __percpu *stats)
{
	doorbell->core = core;
	doorbell->backend = backend;
	doorbell->stats = stats;
}

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

	vvp_bar_map_read(&bars.owner, pci_physfn(pdev));
	vvp_bar_map_read(&bars.member, pdev);

	for (i = 0; i < VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO; i++) {
		const struct notify_entry *entry = &entries[i];
		const char *fault;

		/* This entry and all later ones are invalid. */
		if (entry->flags == VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_END)
			break;

		fault = vvp_notify_entry_fault(entry, &bars);
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

static int not_opened(struct doorbell *doorbell, int err, int ret)
{
	struct pci_dev *vf = doorbell->core->pdev;

	if (__ratelimit(&doorbell->backend->session_log))
		dev_warn(&vf->dev, "not opened: the PF %s %s\n",
			 pci_name(pci_physfn(vf)), vvp_backend_no_answer(err));
	return ret;
}

/**
 * vvp_doorbell_open - find the first usable notification address and map it
 * @doorbell: of a function that is enabled; notifications are accesses like others if
 *	nothing is usable
 *
 * May sleep, as accesses do.
 *
 * Return: 0, also if the device refuses that command; if it cannot be asked,
 * -ETIMEDOUT (no answer), -EBUSY (an earlier command has not been answered), -ENODEV
 * (the PF's driver has gone) or -EINTR (the task is being killed).
 */
int vvp_doorbell_open(struct doorbell *doorbell)
{
	struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO];
	int err;

	doorbell->addr = NULL;
	if (!doorbell->backend->ops->notify_info)
		return 0;

	/* Who answers that has one address for all queues. */
	err = vvp_backend_notify_info(doorbell->backend, 0, entries,
				      vvp_backend_deadline());
	switch (err) {
	case 0:
		choose_entry(doorbell, entries);
		return 0;
	case ACCESS_ERR_KILLED:
		return -EINTR;
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
		return not_opened(doorbell, err, -ETIMEDOUT);
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		return not_opened(doorbell, err, -EBUSY);
	case ACCESS_ERR_PF_GONE:
		return not_opened(doorbell, err, -ENODEV);
	default:
		dev_warn_ratelimited(&doorbell->core->pdev->dev,
				     "no notification address: LEGACY_NOTIFY_INFO failed (error %d); notifications go by command\n",
				     -err);
		return 0;
	}
}

/**
 * vvp_doorbell_close - undo vvp_doorbell_open()
 * @doorbell: one that nobody rings any more
 */
void vvp_doorbell_close(struct doorbell *doorbell)
{
	if (doorbell->addr && doorbell->owner)
		iounmap(doorbell->addr);
	doorbell->addr = NULL;
}

/* The address for a queue, or NULL. */
static void __iomem *addr_of(const struct doorbell *doorbell, u16 queue)
{
	void __iomem **doorbells;

	if (doorbell->addr)
		return doorbell->addr;
	/* Pairs with the release by who has filled it in. */
	doorbells = smp_load_acquire(&doorbell->backend->doorbells);
	return doorbells && queue < BACKEND_DOORBELLS ?
	       READ_ONCE(doorbells[queue]) : NULL;
}

/**
 * vvp_doorbell_account - a notification has been made, or not
 * @doorbell: the function's
 * @queue: virtqueue index
 * @path: how
 *
 * Any context.
 */
void vvp_doorbell_account(struct doorbell *doorbell, u16 queue,
			  enum kick_path path)
{
	this_cpu_inc(doorbell->stats->kicks[path]);
	trace_vvp_kick(doorbell->core->pdev, queue, path);
}

/*
 * The doorbell is another way to the device than what was written before: that has to
 * be done first, or the guest's queue is not there. May sleep for it.
 */
static bool flushed_before(struct doorbell *doorbell, u16 queue)
{
	if (!vvp_backend_flush(doorbell->backend))
		return true;
	vvp_doorbell_account(doorbell, queue, KICK_DROPPED);
	return false;
}

/*
 * Under the memory_lock, under which the core lets the VF fall asleep: but for then
 * and for resets, and unless the guest has put it to sleep, its memory is there.
 */
static bool ring_if_awake(struct doorbell *doorbell, void __iomem *addr,
			  u16 queue)
{
	struct vfio_pci_core_device *core = doorbell->core;

	if (core->pm_runtime_engaged)
		return false;
	if (doorbell->owner || (core->pdev->current_state != PCI_D3hot &&
				core->pdev->current_state != PCI_D3cold))
		iowrite16(queue, addr);
	return true;
}

/**
 * vvp_doorbell_kick - a notification, if the function is awake and has an address
 * @doorbell: of an open function, whose I/O is enabled
 * @queue: virtqueue index
 *
 * The access that guests make all the time: it waits for no other vCPU's access,
 * since what its own vCPU wrote before has been done. May sleep while the function
 * is being reset, and for what was posted.
 *
 * Return: whether the notification is done with; if not, it is an access like others.
 */
bool vvp_doorbell_kick(struct doorbell *doorbell, u16 queue)
{
	void __iomem *addr = addr_of(doorbell, queue);
	bool awake;

	if (!addr)
		return false;
	if (!flushed_before(doorbell, queue))
		return true;
	down_read(&doorbell->core->memory_lock);
	awake = ring_if_awake(doorbell, addr, queue);
	up_read(&doorbell->core->memory_lock);
	if (awake)
		vvp_doorbell_account(doorbell, queue, KICK_DOORBELL);
	return awake;
}

/**
 * vvp_doorbell_kick_held - the same for a function that the caller holds awake
 * @doorbell: of an open function, whose I/O is enabled
 * @queue: virtqueue index
 *
 * May sleep, as vvp_doorbell_kick(): the VF's memory may be disabled for a reset
 * right now. A VF that is powered down hears nothing, like any function on a bus.
 *
 * Return: likewise.
 */
bool vvp_doorbell_kick_held(struct doorbell *doorbell, u16 queue)
{
	void __iomem *addr = addr_of(doorbell, queue);

	if (!addr)
		return false;
	if (!flushed_before(doorbell, queue))
		return true;
	if (doorbell->owner)
		iowrite16(queue, addr);
	else
		vfio_pci_core_iowrite16(doorbell->core, true, queue, addr);
	vvp_doorbell_account(doorbell, queue, KICK_DOORBELL);
	return true;
}

/**
 * vvp_doorbell_try_kick - a notification for an eventfd, if it can be made at once
 * @doorbell: of an open function, whose I/O is enabled
 * @queue: virtqueue index
 *
 * Any context.
 *
 * Return: whether the notification is done with; if not, vvp_doorbell_kick() is for
 * it.
 */
bool vvp_doorbell_try_kick(struct doorbell *doorbell, u16 queue)
{
	void __iomem *addr = addr_of(doorbell, queue);
	bool awake;

	if (!addr || !vvp_backend_is_flushed(doorbell->backend) ||
	    !down_read_trylock(&doorbell->core->memory_lock))
		return false;
	awake = ring_if_awake(doorbell, addr, queue);
	up_read(&doorbell->core->memory_lock);
	if (awake)
		vvp_doorbell_account(doorbell, queue, KICK_IOEVENTFD);
	return awake;
}
