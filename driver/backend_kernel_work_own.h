/* SPDX-License-Identifier: GPL-2.0-only */
/* A worker, as its own files see it: its life, its thread, and who sends to it. */
#ifndef VVP_BACKEND_KERNEL_WORK_OWN_H
#define VVP_BACKEND_KERNEL_WORK_OWN_H

#include <linux/spinlock.h>
#include <linux/ratelimit.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "backend_kernel_budget.h"
#include "backend_kernel_slots.h"
#include "backend_kernel_work.h"

/* Writes that are posted and not done; so many of a guest's are in the host's memory. */
#define POSTED_MAX	33

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

static inline bool is_free(struct kernel_worker *worker)
{
	/* Pairs with the release by who has ended it. */
	return smp_load_acquire(&worker->state) == REQUEST_NONE;
}

static inline bool is_flushed(struct kernel_worker *worker)
{
	return !READ_ONCE(worker->nr_posted);
}

static inline bool is_idle(struct kernel_worker *worker)
{
	return is_free(worker) && is_flushed(worker);
}

/* Is there something for the thread, which is at nothing? */
static inline bool has_work(void *data)
{
	struct kernel_worker *worker = data;

	return READ_ONCE(worker->state) == REQUEST_WAITING ||
	       !is_flushed(worker);
}

static inline void wake_waiters(struct kernel_worker *worker)
{
	if (wq_has_sleeper(&worker->changed))
		wake_up_all(&worker->changed);
}

int vvp_kernel_work_thread(void *data);
void vvp_kernel_work_drop_posted(struct kernel_worker *worker);
void vvp_kernel_work_withdrawn(struct kernel_worker *worker);

#endif
