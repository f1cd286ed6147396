// SPDX-License-Identifier: GPL-2.0-only
/* Couriers: who they are, and when one is sent, awaited and left alone. */
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "courier.h"
#include "kernel_pf.h"

/* Couriers that wait for PFs that do not answer must not keep others at home. */
#define COURIERS_OUT	512

/* Lines about late returns, per VF. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	3

enum courier_state {
	COURIER_HOME,
	COURIER_OUT,	/* and somebody waits */
	COURIER_LEFT,	/* and nobody waits */
};

/**
 * struct courier - the courier of one VF; outlives its binding if need be
 * @kref: of the backend, and of a command that is out
 * @node: in the list of all
 * @vf: held
 * @pf: its PF
 * @work: the errand being run
 * @errand: the courier's own copy, that the device may reach by DMA while out
 * @log: lets so many late returns be told
 * @lock: protects what follows
 * @state: where the courier is
 * @overdue: left since it did not come back in time
 * @result: what the last errand returned
 * @back: woken when the courier comes home
 */
struct courier {
	struct kref kref;
	struct list_head node;
	struct pci_dev *vf;
	struct kernel_pf *pf;
	struct work_struct work;
	struct errand errand;
	struct ratelimit_state log;
	spinlock_t lock; /* protects what follows */
	enum courier_state state;
	bool overdue;
	int result;
	wait_queue_head_t back;
};

static struct workqueue_struct *couriers_wq;
static LIST_HEAD(all_couriers);
static DEFINE_MUTEX(all_couriers_lock);

/**
 * couriers_start - before anything else here; may sleep
 *
 * Return: 0 or -ENOMEM.
 */
int couriers_start(void)
{
	/* A courier's sender sleeps meanwhile, so its processor is free for it. */
	couriers_wq = alloc_workqueue("virtio-vfio-pci", WQ_PERCPU,
				      COURIERS_OUT);
	return couriers_wq ? 0 : -ENOMEM;
}

/** couriers_stop - after the last courier has been put; may sleep */
void couriers_stop(void)
{
	destroy_workqueue(couriers_wq);
}

static bool is_home(struct courier *courier)
{
	return READ_ONCE(courier->state) == COURIER_HOME;
}

static void destroy(struct kref *kref)
{
	struct courier *courier = container_of(kref, struct courier, kref);

	list_del(&courier->node);
	mutex_unlock(&all_couriers_lock);
	kernel_pf_put(courier->pf);
	pci_dev_put(courier->vf);
	kfree(courier);
}

/**
 * courier_put - give a courier back
 * @courier: one that this caller does not wait for
 *
 * May sleep, but not for one that is out.
 */
void courier_put(struct courier *courier)
{
	kref_put_mutex(&courier->kref, destroy, &all_couriers_lock);
}

static void run_errand(struct work_struct *work)
{
	struct courier *courier = container_of(work, struct courier, work);
	bool left, overdue;
	int result;

	result = courier->errand.run(courier->vf, &courier->errand);

	spin_lock(&courier->lock);
	left = courier->state == COURIER_LEFT;
	overdue = courier->overdue;
	courier->result = result;
	courier->overdue = false;
	WRITE_ONCE(courier->state, COURIER_HOME);
	spin_unlock(&courier->lock);
	wake_up_all(&courier->back);

	kernel_pf_leave(courier->pf, left);
	if (overdue && __ratelimit(&courier->log))
		pci_info(courier->vf,
			 "the late legacy command has ended (%d); going on\n",
			 result);
	courier_put(courier);
	/* The workqueue's end waits for the rest of this function. */
	if (left)
		module_put(THIS_MODULE);
}

static struct courier *create(struct pci_dev *vf)
{
	struct courier *courier;
	struct kernel_pf *pf;

	courier = kzalloc(sizeof(*courier), GFP_KERNEL);
	if (!courier)
		return ERR_PTR(-ENOMEM);
	pf = kernel_pf_get(vf);
	if (IS_ERR(pf)) {
		kfree(courier);
		return ERR_CAST(pf);
	}
	kref_init(&courier->kref);
	spin_lock_init(&courier->lock);
	init_waitqueue_head(&courier->back);
	INIT_WORK(&courier->work, run_errand);
	ratelimit_state_init(&courier->log, LOG_INTERVAL, LOG_LINES);
	ratelimit_set_flags(&courier->log, RATELIMIT_MSG_ON_RELEASE);
	courier->vf = pci_dev_get(vf);
	courier->pf = pf;
	list_add(&courier->node, &all_couriers);
	return courier;
}

/**
 * courier_get - the courier of a VF: a new one, or the one that is still out
 * @vf: a VF
 *
 * May sleep.
 *
 * Return: a reference to it, or what kernel_pf_get() returns.
 */
struct courier *courier_get(struct pci_dev *vf)
{
	struct courier *courier;

	mutex_lock(&all_couriers_lock);
	list_for_each_entry(courier, &all_couriers, node) {
		if (courier->vf == vf) {
			kref_get(&courier->kref);
			goto out;
		}
	}
	courier = create(vf);
out:
	mutex_unlock(&all_couriers_lock);
	return courier;
}

/**
 * courier_interruptions - how often the PF has been without its driver
 * @courier: one of its couriers
 */
u64 courier_interruptions(const struct courier *courier)
{
	return kernel_pf_interruptions(courier->pf);
}

static int wait_until_home(struct courier *courier, unsigned long deadline,
			   bool killable)
{
	long remaining = deadline - jiffies;
	long ret;

	/* Waited for once already, in vain. */
	if (READ_ONCE(courier->overdue))
		return ACCESS_ERR_UNANSWERED;
	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	if (killable)
		ret = wait_event_killable_timeout(courier->back,
						  is_home(courier), remaining);
	else
		ret = wait_event_timeout(courier->back, is_home(courier),
					 remaining);
	if (ret < 0)
		return ACCESS_ERR_KILLED;
	if (ret)
		return 0;

	spin_lock(&courier->lock);
	courier->overdue = courier->state == COURIER_LEFT;
	spin_unlock(&courier->lock);
	return ACCESS_ERR_UNANSWERED;
}

/**
 * courier_await - wait until a courier is home, whoever sent or left it
 * @courier: the VF's courier
 * @deadline: in jiffies
 *
 * May sleep; not ended by a kill.
 *
 * Return: 0, ACCESS_ERR_LATE or ACCESS_ERR_UNANSWERED.
 */
int courier_await(struct courier *courier, unsigned long deadline)
{
	return wait_until_home(courier, deadline, false);
}

/* Leave a courier that did not come back, unless it has just done so. */
static int leave(struct courier *courier, int why)
{
	/* It never got a thread to go with. */
	if (cancel_work(&courier->work)) {
		WRITE_ONCE(courier->state, COURIER_HOME);
		kernel_pf_leave(courier->pf, false);
		courier_put(courier);
		return why == ACCESS_ERR_KILLED ? why : ACCESS_ERR_LATE;
	}

	spin_lock(&courier->lock);
	if (courier->state == COURIER_HOME) {
		why = 0;
	} else {
		/* Our caller has this module open, for now. */
		__module_get(THIS_MODULE);
		courier->state = COURIER_LEFT;
		courier->overdue = why == ACCESS_ERR_TIMEOUT;
		kernel_pf_abandon(courier->pf);
	}
	spin_unlock(&courier->lock);
	return why;
}

/**
 * courier_send - have an errand run, and wait for it
 * @courier: the VF's courier; the caller is its only sender
 * @errand: the errand; what it brings back is valid if it came back
 * @deadline: in jiffies
 *
 * May sleep.
 *
 * Return: what the errand returned; or, with nothing brought back, one of the
 * BACKEND_ failures.
 */
int courier_send(struct courier *courier, struct errand *errand,
		 unsigned long deadline)
{
	long remaining, ret;
	int why = 0;

	ret = wait_until_home(courier, deadline, true);
	if (ret)
		return ret;
	ret = kernel_pf_enter(courier->pf, deadline);
	if (ret)
		return ret;

	courier->errand = *errand;
	courier->state = COURIER_OUT;
	kref_get(&courier->kref);
	queue_work(couriers_wq, &courier->work);

	remaining = max_t(long, deadline - jiffies, 1);
	ret = wait_event_killable_timeout(courier->back, is_home(courier),
					  remaining);
	if (ret <= 0)
		why = leave(courier, ret ? ACCESS_ERR_KILLED : ACCESS_ERR_TIMEOUT);
	if (why)
		return why;

	*errand = courier->errand;
	return courier->result;
}
