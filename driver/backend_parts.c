// SPDX-License-Identifier: GPL-2.0-only
/* What is asked of a backend for live migration: the same for every one that can. */
#include <linux/jiffies.h>
#include <linux/sched/signal.h>

#include "backend_parts.h"
#include "retry.h"

/**
 * struct parts_call - something that is tried until it works
 * @what: for the log
 * @tries: so far
 * @deadline: for all tries, in jiffies
 */
struct parts_call {
	const char *what;
	unsigned int tries;
	unsigned long deadline;
};

static struct parts_call call_of(const char *what)
{
	return (struct parts_call){
		.what = what,
		.deadline = vvp_backend_deadline(),
	};
}

/* A device that is busy is asked again. Return: whether it is to be. */
static bool again(struct parts_call *call, int err)
{
	unsigned long delay = msecs_to_jiffies(retry_delay_ms(++call->tries));

	if (!retry_worthwhile(err) ||
	    time_after(jiffies + delay, call->deadline))
		return false;
	schedule_timeout_killable(delay);
	return !fatal_signal_pending(current);
}

static void log_failure(struct backend *backend, const struct parts_call *call,
			int err)
{
	char how[BACKEND_FAILURE_MAX];

	if (!__ratelimit(&backend->log))
		return;
	pci_warn(backend->vf, "live migration: cannot %s, the PF %s %s\n",
		 call->what, pci_name(pci_physfn(backend->vf)),
		 vvp_backend_failure(err, how));
}

/* What a VMM is told. */
static int errno_of(int err)
{
	switch (err) {
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
		return -ETIMEDOUT;
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		return -EBUSY;
	case ACCESS_ERR_PF_GONE:
		return -ENODEV;
	default:
		return err;
	}
}

static int ended(struct backend *backend, const struct parts_call *call,
		 int err)
{
	if (err && err != ACCESS_ERR_KILLED)
		log_failure(backend, call, err);
	return errno_of(err);
}

/**
 * vvp_parts_support - does the PF of a function offer device parts?
 * @backend: the function's
 *
 * Like all here: may sleep, as an access does; calls for one function must not overlap
 * with each other nor with accesses; what fails is logged.
 *
 * Return: 0; -EOPNOTSUPP, which is not logged; -ETIMEDOUT, -EBUSY, -ENODEV (nobody drives
 * the PF), -EINTR (the task is being killed) or the device's error.
 */
int vvp_parts_support(struct backend *backend)
{
	const struct parts_ops *parts = backend->ops->parts;
	struct parts_call call = call_of("ask for device parts");
	int ret;

	if (!parts)
		return -EOPNOTSUPP;
	do {
		ret = parts->support(backend, call.deadline);
	} while (again(&call, ret));
	return ret == -EOPNOTSUPP ? ret : ended(backend, &call, ret);
}

/**
 * vvp_parts_create - make a function's object for device parts
 * @backend: the function's, which offers them
 * @set: to set them; otherwise to get them
 *
 * Return: 0, -ENOSPC if other VFs have them all, or as vvp_parts_support().
 */
int vvp_parts_create(struct backend *backend, bool set)
{
	struct parts_call call = call_of("make an object for device parts");
	int ret;

	do {
		ret = backend->ops->parts->create(backend, set, call.deadline);
	} while (again(&call, ret));
	return ended(backend, &call, ret);
}

/**
 * vvp_parts_destroy - undo vvp_parts_create()
 * @backend: the function's; with an object or without
 *
 * Return: 0, or as vvp_parts_support(). The backend sees to one that stays.
 */
int vvp_parts_destroy(struct backend *backend)
{
	struct parts_call call = call_of("destroy the object for device parts");
	int ret;

	do {
		ret = backend->ops->parts->destroy(backend, call.deadline);
	} while (again(&call, ret));
	return ended(backend, &call, ret);
}

/**
 * vvp_parts_size - the most bytes that a function's parts have
 * @backend: the function's, with an object
 * @size: untouched if it fails; not checked
 *
 * Return: 0, -ESTALE if the object is gone, or as vvp_parts_support().
 */
int vvp_parts_size(struct backend *backend, u32 *size)
{
	struct parts_call call = call_of("ask for the size of device parts");
	int ret;

	do {
		ret = backend->ops->parts->size(backend, size, call.deadline);
	} while (again(&call, ret));
	return ended(backend, &call, ret);
}

/**
 * vvp_parts_get - get a function's parts
 * @backend: the function's, with an object to get them
 * @buf: where to
 * @len: its size; then the number of bytes that came
 *
 * Return: as vvp_parts_size().
 */
int vvp_parts_get(struct backend *backend, void *buf, u32 *len)
{
	struct parts_call call = call_of("get device parts");
	u32 room = *len;
	int ret;

	/* ENOMEM may be about the room, of which another try has no more. */
	do {
		*len = room;
		ret = backend->ops->parts->get(backend, buf, len, call.deadline);
	} while (ret != -ENOMEM && again(&call, ret));
	return ended(backend, &call, ret);
}

/**
 * vvp_parts_set - set a function's parts
 * @backend: the function's, with an object to set them; stopped
 * @buf: checked ones
 * @len: number of bytes
 *
 * Return: as vvp_parts_size().
 */
int vvp_parts_set(struct backend *backend, const void *buf, u32 len)
{
	struct parts_call call = call_of("set device parts");
	int ret;

	do {
		ret = backend->ops->parts->set(backend, buf, len, call.deadline);
	} while (again(&call, ret));
	return ended(backend, &call, ret);
}

/**
 * vvp_parts_mode_set - stop a device, or have it run
 * @backend: the function's, which offers device parts
 * @stopped: which
 *
 * A device takes as long to stop as its slowest request.
 *
 * Return: 0, or as vvp_parts_support(); -ETIMEDOUT leaves open what it does.
 */
int vvp_parts_mode_set(struct backend *backend, bool stopped)
{
	struct parts_call call = call_of(stopped ? "stop the device" :
						   "have the device run");
	int ret;

	do {
		ret = backend->ops->parts->mode_set(backend, stopped,
						    call.deadline);
	} while (again(&call, ret));
	return ended(backend, &call, ret);
}
