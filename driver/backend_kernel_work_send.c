// SPDX-License-Identifier: GPL-2.0-only
/* Who sends: a request is waited for, and abandoned; writes are posted, and flushed. */
#include <linux/jiffies.h>
#include <linux/sched.h>

#include "backend_kernel_work_own.h"
#include "retry.h"

/*
 * For so long, in jiffies, who has no room for a write waits until all are done. With a
 * device that is fast enough for that, a guest and its worker take turns: together they
 * need no more than one processor.
 */
#define TAKE_TURNS	msecs_to_jiffies(10)

/* What came before has ended, so nobody has its memory any more. */
static void take_request(struct kernel_worker *worker,
			 const struct kernel_request *request)
{
	vvp_kernel_parts_put(worker->request.parts);
	worker->request = *request;
	if (request->parts)
		kref_get(&request->parts->ref);
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
		vvp_kernel_work_drop_posted(worker);
		spin_unlock(&worker->lock);
		vvp_kernel_work_withdrawn(worker);
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
		vvp_kernel_work_withdrawn(worker);
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

static bool has_room(struct kernel_worker *worker)
{
	return READ_ONCE(worker->nr_posted) < POSTED_MAX;
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
