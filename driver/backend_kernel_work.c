// SPDX-License-Identifier: GPL-2.0-only
/* Workers: a request is queued, waited for, and abandoned. */
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "backend_kernel_work.h"
#include "backend_kernel_slots.h"

/* Workers that wait for PFs that do not answer must leave room for others. */
#define WORKERS_MAX	512

/* Lines about late ends, per VF. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	3

enum worker_state {
	WORKER_IDLE,
	WORKER_IN_FLIGHT,	/* and somebody waits */
	WORKER_ABANDONED,	/* and nobody waits */
};

/**
 * struct kernel_worker - the worker of one VF; outlives its binding if need be
 * @kref: of the backend, and of a request in flight
 * @node: in the list of all
 * @vf: held
 * @pf: its PF
 * @work: the request being run
 * @request: its own copy, which the device may reach by DMA while in flight
 * @log: allows so many lines about late ends
 * @lock: protects what follows
 * @state: what it is doing
 * @overdue: abandoned since it did not end in time
 * @result: what the last request returned
 * @idle: woken when it is idle again
 */
struct kernel_worker {
	struct kref kref;
	struct list_head node;
	struct pci_dev *vf;
	struct kernel_pf *pf;
	struct work_struct work;
	struct kernel_request request;
	struct ratelimit_state log;
	spinlock_t lock; /* protects what follows */
	enum worker_state state;
	bool overdue;
	int result;
	wait_queue_head_t idle;
};

static struct workqueue_struct *workers_wq;
static LIST_HEAD(all_workers);
static DEFINE_MUTEX(all_workers_lock);

/**
 * vvp_kernel_workers_init - before anything else here; may sleep
 *
 * Return: 0 or -ENOMEM.
 */
int vvp_kernel_workers_init(void)
{
	/* A worker's sender sleeps meanwhile, so its processor is free for it. */
	workers_wq = alloc_workqueue("virtio-vfio-pci", WQ_PERCPU,
				     WORKERS_MAX);
	return workers_wq ? 0 : -ENOMEM;
}

/** vvp_kernel_workers_exit - after the last worker has been put; may sleep */
void vvp_kernel_workers_exit(void)
{
	destroy_workqueue(workers_wq);
}

static bool is_idle(struct kernel_worker *worker)
{
	return READ_ONCE(worker->state) == WORKER_IDLE;
}

static void destroy(struct kref *kref)
{
	struct kernel_worker *worker = container_of(kref, struct kernel_worker, kref);

	list_del(&worker->node);
	mutex_unlock(&all_workers_lock);
	vvp_kernel_pf_put(worker->pf);
	pci_dev_put(worker->vf);
	kfree(worker);
}

/**
 * vvp_kernel_worker_put - give a worker back
 * @worker: one that this caller does not wait for
 *
 * May sleep, but not for one whose request is in flight.
 */
void vvp_kernel_worker_put(struct kernel_worker *worker)
{
	kref_put_mutex(&worker->kref, destroy, &all_workers_lock);
}

static void run_request(struct work_struct *work)
{
	struct kernel_worker *worker =
		container_of(work, struct kernel_worker, work);
	bool abandoned, overdue;
	int result;

	result = worker->request.run(worker->vf, &worker->request);

	spin_lock(&worker->lock);
	abandoned = worker->state == WORKER_ABANDONED;
	overdue = worker->overdue;
	worker->result = result;
	worker->overdue = false;
	WRITE_ONCE(worker->state, WORKER_IDLE);
	spin_unlock(&worker->lock);
	wake_up_all(&worker->idle);

	vvp_kernel_slot_put(worker->pf, abandoned);
	if (overdue && __ratelimit(&worker->log))
		pci_info(worker->vf,
			 "the late legacy command has ended (%d); going on\n",
			 result);
	vvp_kernel_worker_put(worker);
	/* The workqueue's end waits for the rest of this function. */
	if (abandoned)
		module_put(THIS_MODULE);
}

static struct kernel_worker *create(struct pci_dev *vf)
{
	struct kernel_worker *worker;
	struct kernel_pf *pf;

	worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	if (!worker)
		return ERR_PTR(-ENOMEM);
	pf = vvp_kernel_pf_get(vf);
	if (IS_ERR(pf)) {
		kfree(worker);
		return ERR_CAST(pf);
	}
	kref_init(&worker->kref);
	spin_lock_init(&worker->lock);
	init_waitqueue_head(&worker->idle);
	INIT_WORK(&worker->work, run_request);
	ratelimit_state_init(&worker->log, LOG_INTERVAL, LOG_LINES);
	ratelimit_set_flags(&worker->log, RATELIMIT_MSG_ON_RELEASE);
	worker->vf = pci_dev_get(vf);
	worker->pf = pf;
	list_add(&worker->node, &all_workers);
	return worker;
}

/**
 * vvp_kernel_worker_get - the worker of a VF: a new one, or that which is still busy
 * @vf: a VF
 *
 * May sleep.
 *
 * Return: a reference to it, or what vvp_kernel_pf_get() returns.
 */
struct kernel_worker *vvp_kernel_worker_get(struct pci_dev *vf)
{
	struct kernel_worker *worker;

	mutex_lock(&all_workers_lock);
	list_for_each_entry(worker, &all_workers, node) {
		if (worker->vf == vf) {
			kref_get(&worker->kref);
			goto out;
		}
	}
	worker = create(vf);
out:
	mutex_unlock(&all_workers_lock);
	return worker;
}

/**
 * vvp_kernel_worker_generation - how often the PF has been without its driver
 * @worker: one of its workers
 */
u64 vvp_kernel_worker_generation(const struct kernel_worker *worker)
{
	return vvp_kernel_pf_generation(worker->pf);
}

static int wait_until_idle(struct kernel_worker *worker, unsigned long deadline,
			   bool killable)
{
	long remaining = deadline - jiffies;
	long ret;

	/* Waited for once already, in vain. */
	if (READ_ONCE(worker->overdue))
		return ACCESS_ERR_UNANSWERED;
	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	if (killable)
		ret = wait_event_killable_timeout(worker->idle,
						  is_idle(worker), remaining);
	else
		ret = wait_event_timeout(worker->idle, is_idle(worker),
					 remaining);
	if (ret < 0)
		return ACCESS_ERR_KILLED;
	if (ret)
		return 0;

	spin_lock(&worker->lock);
	worker->overdue = worker->state == WORKER_ABANDONED;
	spin_unlock(&worker->lock);
	return ACCESS_ERR_UNANSWERED;
}

/**
 * vvp_kernel_worker_drain - wait until a worker is idle, whoever sent or abandoned its request
 * @worker: the VF's worker
 * @deadline: in jiffies
 *
 * May sleep; not ended by a kill.
 *
 * Return: 0, ACCESS_ERR_LATE or ACCESS_ERR_UNANSWERED.
 */
int vvp_kernel_worker_drain(struct kernel_worker *worker,
			    unsigned long deadline)
{
	return wait_until_idle(worker, deadline, false);
}

/* Stop waiting for a request, unless it has just ended. */
static int abandon(struct kernel_worker *worker, int why)
{
	/* No thread ever took it. */
	if (cancel_work(&worker->work)) {
		WRITE_ONCE(worker->state, WORKER_IDLE);
		vvp_kernel_slot_put(worker->pf, false);
		vvp_kernel_worker_put(worker);
		return why == ACCESS_ERR_KILLED ? why : ACCESS_ERR_LATE;
	}

	spin_lock(&worker->lock);
	if (worker->state == WORKER_IDLE) {
		why = 0;
	} else {
		/* Our caller has this module open, for now. */
		__module_get(THIS_MODULE);
		worker->state = WORKER_ABANDONED;
		worker->overdue = why == ACCESS_ERR_TIMEOUT;
		vvp_kernel_slot_abandon(worker->pf);
	}
	spin_unlock(&worker->lock);
	return why;
}

/**
 * vvp_kernel_worker_send - have a request run, and wait for it
 * @worker: the VF's worker; the caller is its only sender
 * @request: the request; what it is answered with is valid if it ended
 * @deadline: in jiffies
 *
 * May sleep.
 *
 * Return: what the request returned; or, without an answer, an ACCESS_ERR_.
 */
int vvp_kernel_worker_send(struct kernel_worker *worker,
			   struct kernel_request *request,
			   unsigned long deadline)
{
	long remaining, ret;
	int why = 0;

	ret = wait_until_idle(worker, deadline, true);
	if (ret)
		return ret;
	ret = vvp_kernel_slot_get(worker->pf, deadline);
	if (ret)
		return ret;

	worker->request = *request;
	worker->state = WORKER_IN_FLIGHT;
	kref_get(&worker->kref);
	queue_work(workers_wq, &worker->work);

	remaining = max_t(long, deadline - jiffies, 1);
	ret = wait_event_killable_timeout(worker->idle, is_idle(worker),
					  remaining);
	if (ret <= 0)
		why = abandon(worker, ret ? ACCESS_ERR_KILLED :
					    ACCESS_ERR_TIMEOUT);
	if (why)
		return why;

	*request = worker->request;
	return worker->result;
}
