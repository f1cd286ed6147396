// SPDX-License-Identifier: GPL-2.0-only
/* A worker's thread: takes what is next, runs it, and has it end. */
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>

#include "backend_kernel_work_own.h"
#include "retry.h"

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

/**
 * vvp_kernel_work_thread - what a worker's thread does, until it is stopped or orphaned
 * @data: the worker, with a reference, and one of this module
 */
int vvp_kernel_work_thread(void *data)
{
	struct kernel_worker *worker = data;

	while (wait_for_work(worker))
		run_next(worker);
	vvp_kernel_worker_put(worker);
	module_put_and_kthread_exit(0);
}
