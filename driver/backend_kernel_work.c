// SPDX-License-Identifier: GPL-2.0-only
/* Workers: a request is run, waited for, and abandoned; writes are posted. */
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/timer.h>

#include "backend_kernel_budget.h"
#include "backend_kernel_slots.h"
#include "backend_kernel_work.h"
#include "command_pages.h"
#include "retry.h"

/* Writes that are posted and not done; so many of a guest's are in the host's memory. */
#define POSTED_MAX	33

/*
 * For so long, in jiffies, who has no room for a write waits until all are done. With a
 * device that is fast enough for that, a guest and its worker take turns: together they
 * need no more than one processor.
 */
#define TAKE_TURNS	msecs_to_jiffies(10)

/* Lines about late ends, per VF. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	3

enum request_state {
	REQUEST_NONE,		/* there is none, or it has ended */
	REQUEST_WAITING,	/* for the worker */
	REQUEST_RUNNING,	/* and its sender waits */
	REQUEST_ABANDONED,	/* running, and nobody waits */
};

/**
 * struct kernel_worker - the worker of one VF; outlives its binding if need be
 * @kref: of the backend, and of its thread
 * @node: in the list of all
 * @vf: held
 * @pf: its PF
 * @run_write: runs a posted write
 * @thread: its thread; there from start to stop, and while it cannot be stopped
 * @soon: then @thread looks for posted writes
 * @budget: of commands that fail; the thread's. virtio-pci writes a line to the log for
 *	each, without limit, and a guest can cause them.
 * @request: the one that somebody waits for; the device may reach it by DMA while it
 *	is running
 * @write: the same for a posted write
 * @log: allows so many lines about late ends
 * @lock: protects what follows, and @thread
 * @deadline: of @request's sender, in jiffies
 * @state: of @request
 * @result: what @request returned
 * @posted: writes that are posted and not done, from @first on. They come before
 *	@request.
 * @first: the one that is next, or at the device
 * @nr_posted: how many there are
 * @failures: how many have failed
 * @in_flight: something has a slot and is at the device
 * @abandoned: it counts as abandoned for the PF's slots
 * @overdue: it was waited for in vain
 * @orphaned: @thread ends with it
 * @changed: woken when something has ended
 */
struct kernel_worker {
	struct kref kref;
	struct list_head node;
	struct pci_dev *vf;
	struct kernel_pf *pf;
	int (*run_write)(struct pci_dev *vf, struct kernel_request *request);
	struct task_struct *thread;
	struct timer_list soon;
	struct failure_budget budget;
	struct kernel_request request;
	struct kernel_request write;
	struct ratelimit_state log;
	spinlock_t lock; /* protects what follows */
	unsigned long deadline;
	enum request_state state;
	int result;
	struct kernel_write posted[POSTED_MAX];
	unsigned int first;
	unsigned int nr_posted;
	u64 failures;
	bool in_flight;
	bool abandoned;
	bool overdue;
	bool orphaned;
	wait_queue_head_t changed;
};

static LIST_HEAD(all_workers);
static DEFINE_MUTEX(all_workers_lock);

static bool is_free(struct kernel_worker *worker)
{
	/* Pairs with the release by who has ended it. */
	return smp_load_acquire(&worker->state) == REQUEST_NONE;
}

static bool is_flushed(struct kernel_worker *worker)
{
	return !READ_ONCE(worker->nr_posted);
}

static bool is_idle(struct kernel_worker *worker)
{
	return is_free(worker) && is_flushed(worker);
}

static bool has_room(struct kernel_worker *worker)
{
	return READ_ONCE(worker->nr_posted) < POSTED_MAX;
}

/* Is there something for the thread, which is at nothing? */
static bool has_work(void *data)
{
	struct kernel_worker *worker = data;

	return READ_ONCE(worker->state) == REQUEST_WAITING ||
	       !is_flushed(worker);
}

static void wake_waiters(struct kernel_worker *worker)
{
	if (wq_has_sleeper(&worker->changed))
		wake_up_all(&worker->changed);
}

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

/* What came before has ended, so nobody has its memory any more. */
static void take_request(struct kernel_worker *worker,
			 const struct kernel_request *request)
{
	vvp_kernel_parts_put(worker->request.parts);
	worker->request = *request;
	if (request->parts)
		kref_get(&request->parts->ref);
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

/* The first posted write has ended. Return: how long to wait until it is tried again. */
static unsigned long write_ended(struct kernel_worker *worker, int ret)
{
	struct kernel_write *write = &worker->posted[worker->first];
	unsigned long delay;

	lockdep_assert_held(&worker->lock);

	/* Nobody hears of it, so it is tried again from here. */
	if (retry_worthwhile(ret)) {
		delay = msecs_to_jiffies(retry_delay_ms(write->tries));
		if (!time_after(jiffies + delay, write->give_up))
			return delay;
	}
	if (ret)
		WRITE_ONCE(worker->failures, worker->failures + 1);
	worker->first = (worker->first + 1) % POSTED_MAX;
	WRITE_ONCE(worker->nr_posted, worker->nr_posted - 1);
	return 0;
}

static void request_ended(struct kernel_worker *worker, int ret)
{
	worker->result = ret;
	/* Its sender looks without the lock. */
	smp_store_release(&worker->state, REQUEST_NONE);
}

/* What would be next cannot be sent. */
static void fail_next(struct kernel_worker *worker, int err)
{
	spin_lock(&worker->lock);
	if (worker->nr_posted)
		write_ended(worker, err);
	else if (worker->state == REQUEST_WAITING)
		request_ended(worker, err);
	spin_unlock(&worker->lock);
	wake_waiters(worker);
}

/* Is a request next that would come too late after that? Then it fails. */
static bool fail_late_request(struct kernel_worker *worker, unsigned long wait)
{
	bool late;

	spin_lock(&worker->lock);
	late = !worker->nr_posted && worker->state == REQUEST_WAITING &&
	       time_after(jiffies + wait, worker->deadline);
	if (late)
		request_ended(worker, ACCESS_ERR_LATE);
	spin_unlock(&worker->lock);
	if (late)
		wake_waiters(worker);
	return late;
}

/* Return: whether a command may fail now; if not, there may be something else to do. */
static bool pay_for_failures(struct kernel_worker *worker)
{
	unsigned long wait;
	u64 ms;

	if (!worker->budget.paid_ms)
		return true;
	ms = vvp_failure_budget_wait_ms(&worker->budget, ktime_to_ms(ktime_get()));
	if (!ms)
		return true;
	wait = msecs_to_jiffies(ms);
	if (!fail_late_request(worker, wait))
		wait_event_idle_timeout(worker->changed, !has_work(worker), wait);
	return false;
}

/* Take what is next; NULL if that has been withdrawn meanwhile. */
static struct kernel_request *begin(struct kernel_worker *worker)
{
	struct kernel_request *request = NULL;
	struct kernel_write *write;

	spin_lock(&worker->lock);
	if (worker->nr_posted) {
		write = &worker->posted[worker->first];
		write->tries++;
		request = &worker->write;
		request->access = write->access;
		memcpy(request->field, write->field, sizeof(request->field));
	} else if (worker->state == REQUEST_WAITING) {
		worker->state = REQUEST_RUNNING;
		request = &worker->request;
	}
	worker->in_flight = request;
	spin_unlock(&worker->lock);
	return request;
}

/* With the lock, which is let go meanwhile: who has abandoned it does not come back. */
static void undo_abandoned(struct kernel_worker *worker,
			   struct kernel_request *request, int ret)
{
	if (ret || !request->undo || worker->state != REQUEST_ABANDONED)
		return;
	spin_unlock(&worker->lock);
	request->undo(worker->vf, request);
	spin_lock(&worker->lock);
}

static void end(struct kernel_worker *worker, struct kernel_request *request,
		int ret)
{
	unsigned long delay = 0;
	bool abandoned, overdue;

	spin_lock(&worker->lock);
	if (request == &worker->request)
		undo_abandoned(worker, request, ret);
	abandoned = worker->abandoned;
	overdue = worker->overdue;
	worker->in_flight = false;
	worker->abandoned = false;
	worker->overdue = false;
	if (request == &worker->write)
		delay = write_ended(worker, ret);
	else
		request_ended(worker, ret);
	spin_unlock(&worker->lock);

	vvp_kernel_slot_put(worker->pf, abandoned);
	wake_waiters(worker);
	if (overdue && __ratelimit(&worker->log))
		pci_info(worker->vf,
			 "the late legacy command has ended (%d); going on\n",
			 ret);
	if (delay)
		wait_event_idle_timeout(worker->changed, is_flushed(worker),
					delay);
}

static void run_next(struct kernel_worker *worker)
{
	struct kernel_request *request;
	int ret;

	if (!pay_for_failures(worker))
		return;
	ret = vvp_kernel_slot_get(worker->pf, has_work, worker);
	if (ret) {
		/* What was not wanted any more has gone, and there may be another. */
		if (ret != ACCESS_ERR_LATE)
			fail_next(worker, ret);
		return;
	}
	request = begin(worker);
	if (!request) {
		vvp_kernel_slot_put(worker->pf, false);
		return;
	}
	ret = request->run(worker->vf, request);
	if (ret)
		vvp_failure_budget_spend(&worker->budget,
					 ktime_to_ms(ktime_get()));
	end(worker, request, ret);
}

/* Nobody stops this thread any more: does it end? */
static bool leaves(struct kernel_worker *worker)
{
	bool ret;

	spin_lock(&worker->lock);
	ret = worker->orphaned;
	if (ret)
		worker->thread = NULL;
	worker->orphaned = false;
	spin_unlock(&worker->lock);
	return ret;
}

static bool wait_for_work(struct kernel_worker *worker)
{
	bool ret = true;

	if (READ_ONCE(worker->orphaned) && leaves(worker))
		return false;
	for (;;) {
		set_current_state(TASK_IDLE);
		if (has_work(worker))
			break;
		ret = !kthread_should_stop();
		if (!ret)
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return ret;
}

static int work(void *data)
{
	struct kernel_worker *worker = data;

	while (wait_for_work(worker))
		run_next(worker);
	vvp_kernel_worker_put(worker);
	module_put_and_kthread_exit(0);
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
	thread = kthread_create(work, worker, "vvp/%s", pci_name(worker->vf));
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

/* What is posted and not yet at the device never gets there. */
static void drop_posted(struct kernel_worker *worker)
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

/* The thread may be waiting to send what is not wanted any more. */
static void withdrawn(struct kernel_worker *worker)
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
	drop_posted(worker);
	thread = worker->thread;
	worker->orphaned = worker->in_flight;
	if (!worker->orphaned)
		worker->thread = NULL;
	else
		thread = NULL;
	spin_unlock(&worker->lock);
	withdrawn(worker);
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

/* Nobody waits for what is in flight. */
static void abandon(struct kernel_worker *worker)
{
	lockdep_assert_held(&worker->lock);

	if (worker->abandoned)
		return;
	worker->abandoned = true;
	vvp_kernel_slot_abandon(worker->pf);
}

/* Somebody has waited in vain. Return: whether for the device. */
static bool set_overdue(struct kernel_worker *worker)
{
	lockdep_assert_held(&worker->lock);

	if (!worker->in_flight)
		return false;
	worker->overdue = true;
	abandon(worker);
	return true;
}

/* Posted writes have waited long enough. */
static void send_posted(struct kernel_worker *worker)
{
	spin_lock(&worker->lock);
	if (worker->thread && worker->nr_posted)
		wake_up_process(worker->thread);
	spin_unlock(&worker->lock);
}

static int wait_until(struct kernel_worker *worker,
		      bool (*done)(struct kernel_worker *worker),
		      unsigned long deadline, bool killable)
{
	long remaining = deadline - jiffies;
	bool overdue;
	long ret;

	if (done(worker))
		return 0;
	/* Waited for once already, in vain. */
	if (READ_ONCE(worker->overdue))
		return ACCESS_ERR_UNANSWERED;
	if (remaining <= 0)
		return ACCESS_ERR_LATE;
	send_posted(worker);
	if (killable)
		ret = wait_event_killable_timeout(worker->changed,
						  done(worker), remaining);
	else
		ret = wait_event_timeout(worker->changed, done(worker),
					 remaining);
	if (ret < 0)
		return ACCESS_ERR_KILLED;
	if (ret)
		return 0;

	spin_lock(&worker->lock);
	overdue = set_overdue(worker);
	spin_unlock(&worker->lock);
	return overdue ? ACCESS_ERR_UNANSWERED : ACCESS_ERR_LATE;
}

/**
 * vvp_kernel_worker_flush - wait until what was posted is done
 * @worker: the VF's worker
 * @deadline: in jiffies
 *
 * May sleep. Calls may overlap with others, but for vvp_kernel_worker_stop().
 *
 * Return: 0, ACCESS_ERR_LATE, ACCESS_ERR_UNANSWERED or ACCESS_ERR_KILLED.
 */
int vvp_kernel_worker_flush(struct kernel_worker *worker,
			    unsigned long deadline)
{
	return wait_until(worker, is_flushed, deadline, true);
}

/**
 * vvp_kernel_worker_drain - wait until a worker is idle, whoever sent or abandoned its request
 * @worker: the VF's worker
 * @deadline: in jiffies
 *
 * May sleep; not ended by a kill. What is not sent by then never is: what comes next may
 * not be the device that it was for. Calls may overlap with others.
 *
 * Return: 0, ACCESS_ERR_LATE or ACCESS_ERR_UNANSWERED.
 */
int vvp_kernel_worker_drain(struct kernel_worker *worker,
			    unsigned long deadline)
{
	int ret = wait_until(worker, is_idle, deadline, false);

	if (ret) {
		spin_lock(&worker->lock);
		drop_posted(worker);
		spin_unlock(&worker->lock);
		withdrawn(worker);
	}
	return ret;
}

/* Stop waiting for a request, unless it has just ended. */
static int give_up(struct kernel_worker *worker, int why)
{
	bool waiting;

	spin_lock(&worker->lock);
	waiting = worker->state == REQUEST_WAITING;
	if (waiting) {
		worker->state = REQUEST_NONE;
		if (why == ACCESS_ERR_TIMEOUT)
			why = set_overdue(worker) ? ACCESS_ERR_UNANSWERED :
						    ACCESS_ERR_LATE;
	} else if (worker->state == REQUEST_RUNNING) {
		worker->state = REQUEST_ABANDONED;
		abandon(worker);
		worker->overdue = why == ACCESS_ERR_TIMEOUT;
	} else {
		why = 0;
	}
	spin_unlock(&worker->lock);
	if (waiting)
		withdrawn(worker);
	return why;
}

/**
 * vvp_kernel_worker_send - have a request run, after what was posted, and wait for it
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

	if (READ_ONCE(worker->overdue))
		return ACCESS_ERR_UNANSWERED;
	ret = wait_until(worker, is_free, deadline, true);
	if (ret)
		return ret;
	remaining = deadline - jiffies;
	if (remaining <= 0)
		return ACCESS_ERR_LATE;

	take_request(worker, request);
	spin_lock(&worker->lock);
	worker->deadline = deadline;
	worker->state = REQUEST_WAITING;
	spin_unlock(&worker->lock);
	wake_up_process(worker->thread);

	ret = wait_event_killable_timeout(worker->changed, is_free(worker),
					  remaining);
	if (ret <= 0) {
		ret = give_up(worker, ret ? ACCESS_ERR_KILLED :
					    ACCESS_ERR_TIMEOUT);
		if (ret)
			return ret;
	}
	*request = worker->request;
	return worker->result;
}

static int wait_for_room(struct kernel_worker *worker, unsigned long deadline)
{
	unsigned long turn = jiffies + TAKE_TURNS;

	if (time_before(turn, deadline)) {
		send_posted(worker);
		if (wait_event_killable_timeout(worker->changed,
						is_flushed(worker), TAKE_TURNS) < 0)
			return ACCESS_ERR_KILLED;
	}
	return wait_until(worker, has_room, deadline, true);
}

/**
 * vvp_kernel_worker_post - have a write done, and do not wait for it
 * @worker: the VF's worker; the caller is its only sender
 * @write: its access and its data
 * @deadline: in jiffies; for as long it is waited until there is room
 *
 * It is done a little later, or when somebody waits for it. May sleep.
 *
 * Return: 0, or an ACCESS_ERR_ if it was not taken.
 */
int vvp_kernel_worker_post(struct kernel_worker *worker,
			   const struct kernel_write *write,
			   unsigned long deadline)
{
	struct kernel_write *posted;
	int ret;

	if (READ_ONCE(worker->overdue))
		return ACCESS_ERR_UNANSWERED;
	if ((long)(deadline - jiffies) <= 0)
		return ACCESS_ERR_LATE;
	/* A write that nobody takes now is not kept for later. */
	if (!vvp_kernel_pf_is_ready(worker->pf))
		return ACCESS_ERR_PF_GONE;
	if (!has_room(worker)) {
		ret = wait_for_room(worker, deadline);
		if (ret)
			return ret;
	}

	spin_lock(&worker->lock);
	posted = &worker->posted[(worker->first + worker->nr_posted) % POSTED_MAX];
	*posted = *write;
	posted->tries = 0;
	posted->give_up = jiffies + msecs_to_jiffies(RETRY_BOUND_MS);
	WRITE_ONCE(worker->nr_posted, worker->nr_posted + 1);
	spin_unlock(&worker->lock);
	/* Either the timer sees this one, or it is not pending any more. */
	smp_mb();
	if (!timer_pending(&worker->soon))
		mod_timer(&worker->soon, jiffies + 1);
	return 0;
}
