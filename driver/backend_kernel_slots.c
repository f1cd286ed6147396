// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may send a command to virtio-pci's administration queue of a PF.
 *
 * virtio-pci frees the queue when the driver of the PF's virtio device goes, and
 * its helpers do not look whether it is there. The VFs stay, so no slot may be given
 * out from before that on.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "access_errors.h"
#include "backend_kernel_slots.h"

/* By then a command that got its slot is on the queue, whose end completes it. */
#define SUBMITTED_BY	HZ

static LIST_HEAD(all_pfs);
static DEFINE_MUTEX(all_pfs_lock);

static int is_virtio(struct device *dev, void *found)
{
	if (!dev->bus || strcmp(dev->bus->name, "virtio"))
		return 0;
	*(struct device **)found = get_device(dev);
	return 1;
}

/* Each command is back, or one that only the device or its reset ends. */
static bool only_abandoned_left(struct kernel_pf *pf)
{
	bool ret;

	spin_lock(&pf->lock);
	ret = pf->in_flight == pf->abandoned;
	spin_unlock(&pf->lock);
	return ret;
}

static void set_ready(struct kernel_pf *pf, bool ready)
{
	spin_lock(&pf->lock);
	WRITE_ONCE(pf->ready, ready);
	if (!ready)
		WRITE_ONCE(pf->generation, pf->generation + 1);
	spin_unlock(&pf->lock);
	wake_up_all(&pf->changed);
}

static int on_bus_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	struct kernel_pf *pf = container_of(nb, struct kernel_pf, unbinding);

	if (data != pf->virtio)
		return NOTIFY_DONE;

	if (event == BUS_NOTIFY_BOUND_DRIVER) {
		set_ready(pf, true);
	} else if (event == BUS_NOTIFY_UNBIND_DRIVER) {
		set_ready(pf, false);
		wait_event_timeout(pf->changed, only_abandoned_left(pf), SUBMITTED_BY);
	}
	return NOTIFY_OK;
}

/*
 * From here on the notifier says it. The lock is only tried, as a device that does
 * not answer its own driver's probe keeps that for ever.
 */
static int look_for_driver(struct kernel_pf *pf)
{
	unsigned long give_up = jiffies + SUBMITTED_BY;

	while (!device_trylock(pf->virtio)) {
		if (time_after(jiffies, give_up))
			return -EBUSY;
		msleep(20);
	}
	set_ready(pf, pf->virtio->driver);
	device_unlock(pf->virtio);
	return 0;
}

static void release(struct kernel_pf *pf)
{
	bus_unregister_notifier(pf->virtio->bus, &pf->unbinding);
	put_device(pf->virtio);
	kfree(pf);
}

static struct kernel_pf *create(struct device *virtio)
{
	struct kernel_pf *pf;
	int ret;

	pf = kzalloc(sizeof(*pf), GFP_KERNEL);
	if (!pf)
		return ERR_PTR(-ENOMEM);
	kref_init(&pf->kref);
	spin_lock_init(&pf->lock);
	init_waitqueue_head(&pf->changed);
	pf->virtio = get_device(virtio);
	pf->unbinding.notifier_call = on_bus_event;
	bus_register_notifier(virtio->bus, &pf->unbinding);

	ret = look_for_driver(pf);
	if (ret) {
		release(pf);
		return ERR_PTR(ret);
	}
	list_add(&pf->node, &all_pfs);
	return pf;
}

/**
 * vvp_kernel_pf_get - the PF of a VF
 * @vf: a VF
 *
 * May sleep.
 *
 * Return: a reference to it; -ENODEV if virtio-pci does not drive it; -EBUSY if
 * its driver is just being bound or unbound, and does not get done; -ENOMEM.
 */
struct kernel_pf *vvp_kernel_pf_get(struct pci_dev *vf)
{
	struct device *virtio = NULL;
	struct kernel_pf *pf;

	device_for_each_child(&pci_physfn(vf)->dev, &virtio, is_virtio);
	if (!virtio)
		return ERR_PTR(-ENODEV);

	mutex_lock(&all_pfs_lock);
	list_for_each_entry(pf, &all_pfs, node) {
		if (pf->virtio == virtio) {
			kref_get(&pf->kref);
			goto out;
		}
	}
	pf = create(virtio);
out:
	mutex_unlock(&all_pfs_lock);
	put_device(virtio);
	return pf;
}

static void destroy(struct kref *kref)
{
	struct kernel_pf *pf = container_of(kref, struct kernel_pf, kref);

	list_del(&pf->node);
	mutex_unlock(&all_pfs_lock);
	release(pf);
}

/**
 * vvp_kernel_pf_put - give a reference back
 * @pf: the PF
 *
 * May sleep.
 */
void vvp_kernel_pf_put(struct kernel_pf *pf)
{
	kref_put_mutex(&pf->kref, destroy, &all_pfs_lock);
}

/* Is it decided whether a command may be sent? If it may, a slot is taken. */
static bool try_get(struct kernel_pf *pf, int *answer)
{
	bool ret = true;

	spin_lock(&pf->lock);
	if (!pf->ready) {
		*answer = ACCESS_ERR_PF_GONE;
	} else if (pf->in_flight < KERNEL_SLOTS) {
		pf->in_flight++;
		*answer = 0;
	} else if (pf->abandoned == KERNEL_SLOTS) {
		*answer = ACCESS_ERR_FULL;
	} else {
		ret = false;
	}
	spin_unlock(&pf->lock);
	return ret;
}

/**
 * vvp_kernel_slot_get - wait until a command may be sent
 * @pf: the PF
 * @wanted: is it still wanted? Called in a wait, so it does not sleep
 * @arg: its argument; when that changes, vvp_kernel_slot_unwanted() is called
 *
 * May sleep, for as long as it is wanted.
 *
 * Return: 0, to be undone by vvp_kernel_slot_put(); ACCESS_ERR_PF_GONE, ACCESS_ERR_FULL,
 * or ACCESS_ERR_LATE if it was not wanted any more.
 */
int vvp_kernel_slot_get(struct kernel_pf *pf, bool (*wanted)(void *arg),
			void *arg)
{
	int answer = ACCESS_ERR_LATE;

	if (!try_get(pf, &answer))
		wait_event_idle(pf->changed,
				try_get(pf, &answer) || !wanted(arg));
	return answer;
}

/**
 * vvp_kernel_slot_unwanted - who waits for a slot may not want it any more
 * @pf: the PF
 */
void vvp_kernel_slot_unwanted(struct kernel_pf *pf)
{
	wake_up_all(&pf->changed);
}

/**
 * vvp_kernel_slot_abandon - nobody waits for a command any more
 * @pf: the PF
 */
void vvp_kernel_slot_abandon(struct kernel_pf *pf)
{
	spin_lock(&pf->lock);
	pf->abandoned++;
	spin_unlock(&pf->lock);
	wake_up_all(&pf->changed);
}

/**
 * vvp_kernel_slot_put - a command has come back
 * @pf: the PF
 * @abandoned: vvp_kernel_slot_abandon() was called for it
 */
void vvp_kernel_slot_put(struct kernel_pf *pf, bool abandoned)
{
	spin_lock(&pf->lock);
	pf->in_flight--;
	if (abandoned)
		pf->abandoned--;
	spin_unlock(&pf->lock);
	/* Seldom is anybody there. */
	if (wq_has_sleeper(&pf->changed))
		wake_up_all(&pf->changed);
}
