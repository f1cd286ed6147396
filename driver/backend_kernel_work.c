// SPDX-License-Identifier: GPL-2.0-only
/* Workers: one for each VF, and how long it and its thread live. */
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "backend_kernel_work_own.h"
#include "command_pages.h"

/* Lines about late ends, per VF. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	3

static LIST_HEAD(all_workers);
static DEFINE_MUTEX(all_workers_lock);

static void free_parts(struct kref *ref)
{
	struct kernel_parts *parts = container_of(ref, struct kernel_parts, ref);

	command_pages_free(parts->pages);
	kfree(parts);
}

/**
 * vvp_kernel_parts_put - give a reference back
 * @parts: the memory, or NULL
 *
 * Any context.
 */
void vvp_kernel_parts_put(struct kernel_parts *parts)
{
	if (parts)
		kref_put(&parts->ref, free_parts);
}

static void destroy(struct kref *kref)
{
	struct kernel_worker *worker = container_of(kref, struct kernel_worker, kref);

	list_del(&worker->node);
	mutex_unlock(&all_workers_lock);
	vvp_kernel_parts_put(worker->request.parts);
	vvp_kernel_pf_put(worker->pf);
	pci_dev_put(worker->vf);
	kfree(worker);
}

/**
 * vvp_kernel_worker_put - give a worker back
 * @worker: one that is stopped
 *
 * May sleep, but not for what is in flight.
 */
void vvp_kernel_worker_put(struct kernel_worker *worker)
{
	kref_put_mutex(&worker->kref, destroy, &all_workers_lock);
}

/* It is not started without a session, nor is that over before this is deleted. */
static void look_for_posted(struct timer_list *timer)
{
	struct kernel_worker *worker = timer_container_of(worker, timer, soon);

	if (!is_flushed(worker))
		wake_up_process(worker->thread);
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
	init_waitqueue_head(&worker->changed);
	timer_setup(&worker->soon, look_for_posted, 0);
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
 * @run_write: runs the writes that are posted, as struct kernel_request has it
 *
 * May sleep.
 *
 * Return: a reference to it, stopped; or what vvp_kernel_pf_get() returns.
 */
struct kernel_worker *
vvp_kernel_worker_get(struct pci_dev *vf,
		      int (*run_write)(struct pci_dev *vf,
				       struct kernel_request *request))
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
	if (!IS_ERR(worker))
		worker->write.run = run_write;
out:
	mutex_unlock(&all_workers_lock);
	return worker;
}

/* It was not stopped since its command had not ended. */
static bool adopt(struct kernel_worker *worker)
{
	bool ret;

	spin_lock(&worker->lock);
	worker->orphaned = false;
	ret = worker->thread;
	spin_unlock(&worker->lock);
	return ret;
}

/**
 * vvp_kernel_worker_start - have a worker that takes requests
 * @worker: one that is stopped; the caller is its only one
 *
 * May sleep.
 *
 * Return: 0, to be undone by vvp_kernel_worker_stop(); -ENOMEM; ACCESS_ERR_KILLED;
 * -ENODEV if this module is on its way out.
 */
int vvp_kernel_worker_start(struct kernel_worker *worker)
{
	struct task_struct *thread;

	if (adopt(worker))
		return 0;
	/* The thread has it, and may be left behind. */
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	thread = kthread_create(vvp_kernel_work_thread, worker, "vvp/%s",
				pci_name(worker->vf));
	if (IS_ERR(thread)) {
		module_put(THIS_MODULE);
		return PTR_ERR(thread);
	}
	kref_get(&worker->kref);
	spin_lock(&worker->lock);
	worker->thread = thread;
	spin_unlock(&worker->lock);
	wake_up_process(thread);
	return 0;
}

/**
 * vvp_kernel_work_drop_posted - drop what is posted and not yet at the device
 * @worker: the worker; its lock is held
 */
void vvp_kernel_work_drop_posted(struct kernel_worker *worker)
{
	unsigned int left = worker->in_flight && worker->nr_posted &&
			    worker->state != REQUEST_RUNNING &&
			    worker->state != REQUEST_ABANDONED;

	lockdep_assert_held(&worker->lock);

	WRITE_ONCE(worker->failures,
		   worker->failures + worker->nr_posted - left);
	WRITE_ONCE(worker->nr_posted, left);
	/* nor is it tried again */
	worker->posted[worker->first].give_up = jiffies;
}

/**
 * vvp_kernel_work_withdrawn - have the thread look again, as what is next has gone
 * @worker: the worker; it may be waiting to send what is not wanted any more
 *
 * Any context; without the worker's lock.
 */
void vvp_kernel_work_withdrawn(struct kernel_worker *worker)
{
	wake_up_all(&worker->changed);
	vvp_kernel_slot_unwanted(worker->pf);
}

/**
 * vvp_kernel_worker_stop - undo vvp_kernel_worker_start()
 * @worker: one that nobody sends requests to, nor flushes, any more
 *
 * May sleep, but not for what is in flight: that ends by itself. What was posted and has
 * not been sent is dropped.
 */
void vvp_kernel_worker_stop(struct kernel_worker *worker)
{
	struct task_struct *thread;

	timer_delete_sync(&worker->soon);
	spin_lock(&worker->lock);
	vvp_kernel_work_drop_posted(worker);
	thread = worker->thread;
	worker->orphaned = worker->in_flight;
	if (!worker->orphaned)
		worker->thread = NULL;
	else
		thread = NULL;
	spin_unlock(&worker->lock);
	vvp_kernel_work_withdrawn(worker);
	if (thread)
		kthread_stop(thread);
}

/**
 * vvp_kernel_worker_generation - changes when the VF's registers may be others than was
 * written
 * @worker: its worker
 *
 * That is, the PF has been without its driver, or a posted write has failed. Any context.
 */
u64 vvp_kernel_worker_generation(const struct kernel_worker *worker)
{
	return vvp_kernel_pf_generation(worker->pf) +
	       READ_ONCE(worker->failures);
}

/**
 * vvp_kernel_worker_pf_resets - changes when the PF has been without its driver
 * @worker: the VF's worker
 *
 * Any context.
 */
u64 vvp_kernel_worker_pf_resets(const struct kernel_worker *worker)
{
	return vvp_kernel_pf_generation(worker->pf);
}

/**
 * vvp_kernel_worker_failures - how many posted writes have failed
 * @worker: the VF's worker
 *
 * Any context.
 */
u64 vvp_kernel_worker_failures(const struct kernel_worker *worker)
{
	return READ_ONCE(worker->failures);
}
