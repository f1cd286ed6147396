// SPDX-License-Identifier: GPL-2.0-only
/* Deadlines, tries, counts and the operator's line: the same for every backend. */
#include <linux/jiffies.h>
#include <linux/kobject.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/sched/signal.h>

#include "backend.h"
#include "retry.h"
#include "trace.h"

/*
 * A vCPU waits, and with it in QEMU all of its machine: shorter than what makes a
 * guest report a stuck processor, longer than any firmware needs.
 */
static unsigned int command_timeout_ms = 5000;
module_param(command_timeout_ms, uint, 0644);
MODULE_PARM_DESC(command_timeout_ms,
		 "Longest time in ms that an access to a VF's BAR0 waits for the PF (default: 5000)");

#define TIMEOUT_MAX_MS	(10 * 60 * MSEC_PER_SEC)

/*
 * Who closes or resets a function, or switches its interrupts, waits no longer than
 * this for what was abandoned, and cannot be killed meanwhile.
 */
#define DRAIN_MAX_MS	2000

/* Lines about failures, per function. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	3

const u8 vvp_legacy_opcodes[ACCESS_KINDS] = {
	[ACCESS_COMMON_WRITE] = VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_WRITE,
	[ACCESS_COMMON_READ] = VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_READ,
	[ACCESS_DEVICE_WRITE] = VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_WRITE,
	[ACCESS_DEVICE_READ] = VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_READ,
	[ACCESS_NOTIFY_INFO] = VIRTIO_ADMIN_CMD_LEGACY_NOTIFY_INFO,
};

/**
 * vvp_backend_bind - get at the registers of a function by one way
 * @ops: the way
 * @vf: the function
 * @type: its device type
 *
 * May sleep for as long as an access may.
 *
 * Return: to be given back by vvp_backend_release(); or an ERR_PTR(): -ENODEV if it
 * is no way for this function, or as struct backend_ops has it.
 */
struct backend *vvp_backend_bind(const struct backend_ops *ops,
				 struct pci_dev *vf,
				 const struct legacy_type *type)
{
	struct backend *backend = ops->bind(vf, type, vvp_backend_deadline());

	if (IS_ERR(backend))
		return backend;
	ratelimit_state_init(&backend->log, LOG_INTERVAL, LOG_LINES);
	ratelimit_state_init(&backend->session_log, LOG_INTERVAL, LOG_LINES);
	/* The counts say how many there were. */
	ratelimit_set_flags(&backend->log, RATELIMIT_MSG_ON_RELEASE);
	return backend;
}

/**
 * vvp_backend_release - undo vvp_backend_bind()
 * @backend: nobody's any more
 *
 * May sleep.
 */
void vvp_backend_release(struct backend *backend)
{
	backend->ops->release(backend);
}

/**
 * vvp_backend_open - a session begins
 * @backend: the function's
 *
 * May sleep for as long as an access may.
 *
 * Return: 0 or what struct backend_ops says.
 */
int vvp_backend_open(struct backend *backend)
{
	return backend->ops->open ?
	       backend->ops->open(backend, vvp_backend_deadline()) : 0;
}

/**
 * vvp_backend_reset - the function is about to be reset
 * @backend: the function's
 *
 * As vvp_backend_drain().
 */
void vvp_backend_reset(struct backend *backend)
{
	vvp_backend_drain(backend);
	if (backend->ops->reset)
		backend->ops->reset(backend);
}

/**
 * vvp_backend_close - a session has ended
 * @backend: the function's
 *
 * As vvp_backend_drain().
 */
void vvp_backend_close(struct backend *backend)
{
	/* What this guest wrote is not for the next one's device. */
	vvp_backend_drain(backend);
	if (backend->ops->close)
		backend->ops->close(backend);
}

/** vvp_backend_deadline - until when what begins now may wait, in jiffies */
unsigned long vvp_backend_deadline(void)
{
	unsigned int ms = READ_ONCE(command_timeout_ms);

	return jiffies + msecs_to_jiffies(clamp(ms, 1, TIMEOUT_MAX_MS));
}

static void count(u64 *counter)
{
	WRITE_ONCE(*counter, *counter + 1);
}

static enum access_kind kind_of(const struct legacy_access *access,
				bool iswrite)
{
	if (access->space == LEGACY_COMMON)
		return iswrite ? ACCESS_COMMON_WRITE : ACCESS_COMMON_READ;
	return iswrite ? ACCESS_DEVICE_WRITE : ACCESS_DEVICE_READ;
}

/**
 * struct attempt - an access that is tried until it works
 * @kind: what it is
 * @access: to which register, or NULL
 * @posted: nobody waits for its answer
 * @tries: so far
 * @begun: when the last one was, in ns; 0: nobody wants to know
 * @give_up: when not to try again, in jiffies
 */
struct attempt {
	enum access_kind kind;
	const struct legacy_access *access;
	bool posted;
	unsigned int tries;
	u64 begun;
	unsigned long give_up;
};

/*
 * To look at the clock twice is little beside a command, but not beside a register; and
 * how long a posted write takes is not known here.
 */
static bool has_latency(const struct backend *backend,
			const struct attempt *attempt)
{
	return backend->ops->opcodes && !attempt->posted;
}

static __always_inline void begin_try(const struct backend *backend,
				      struct attempt *attempt)
{
	attempt->tries++;
	attempt->begun = 0;
	if (has_latency(backend, attempt) || trace_vvp_backend_access_enabled())
		attempt->begun = ktime_get_ns();
}

/* Apart from end_try(), which is to be short for those whose time nobody wants to know. */
static noinline void end_timed_try(struct backend *backend,
				   const struct attempt *attempt, int err)
{
	u64 ns = attempt->begun ? ktime_get_ns() - attempt->begun : 0;
	const u8 *opcodes = backend->ops->opcodes;
	struct latency *latency = &backend->latency;

	trace_vvp_backend_access(backend->vf, backend->ops->name, attempt->kind,
				 opcodes ? opcodes[attempt->kind] : 0,
				 attempt->access, attempt->posted, attempt->tries,
				 ns, err);
	if (!has_latency(backend, attempt) || access_err_unsent(err))
		return;
	count(&latency->counts[vvp_latency_bucket(ns)]);
	WRITE_ONCE(latency->sum_ns, latency->sum_ns + ns);
}

static bool is_silence(int err)
{
	return err == ACCESS_ERR_TIMEOUT || err == ACCESS_ERR_UNANSWERED;
}

/* Any answer is one, be it that the command is refused. */
static bool is_answer(int err)
{
	return err != ACCESS_ERR_KILLED && !vvp_backend_no_answer(err);
}

/* Who watches the host is told when the PF falls silent, and when it answers again. */
static void tell(struct backend *backend, bool silent)
{
	char event[40], pf[40];
	char *env[3] = { event, pf, NULL };

	backend->silent = silent;
	snprintf(event, sizeof(event), "VIRTIO_VFIO_EVENT=pf-%s",
		 silent ? "silent" : "answers");
	snprintf(pf, sizeof(pf), "VIRTIO_VFIO_PF=%s",
		 pci_name(pci_physfn(backend->vf)));
	kobject_uevent_env(&backend->vf->dev.kobj, KOBJ_CHANGE, env);
}

/* Of a posted write it is not known here. */
static void follow_pf(struct backend *backend, const struct attempt *attempt,
		      int err)
{
	if (!backend->ops->opcodes)
		return;
	if (!backend->silent && is_silence(err))
		tell(backend, true);
	else if (backend->silent && !attempt->posted && is_answer(err))
		tell(backend, false);
}

static void end_try(struct backend *backend, const struct attempt *attempt,
		    int err)
{
	if (attempt->begun || trace_vvp_backend_access_enabled())
		end_timed_try(backend, attempt, err);
	if (!access_err_unsent(err))
		count(&backend->stats.tried[attempt->kind]);
	if (err == ACCESS_ERR_TIMEOUT)
		count(&backend->stats.timeouts);
	follow_pf(backend, attempt, err);
}

/* Wait for the next try. Return: whether there is to be one. */
static bool back_off(struct backend *backend, const struct attempt *attempt)
{
	unsigned long delay = msecs_to_jiffies(retry_delay_ms(attempt->tries));

	if (time_after(jiffies + delay, attempt->give_up))
		return false;
	schedule_timeout_killable(delay);
	if (fatal_signal_pending(current))
		return false;
	count(&backend->stats.retried);
	return true;
}

static unsigned long earlier(unsigned long deadline, unsigned int ms)
{
	unsigned long bound = jiffies + msecs_to_jiffies(ms);

	return time_before(bound, deadline) ? bound : deadline;
}

/* When to give an access up that fails all the time. */
static unsigned long give_up_by(unsigned long deadline)
{
	return earlier(deadline, RETRY_BOUND_MS);
}

/**
 * vvp_backend_no_answer - what to say of a PF that has given no answer
 * @err: how an access failed
 *
 * Return: what follows "the PF ...", with what to do about it; NULL if there was an
 * answer, or if it was not waited for.
 */
const char *vvp_backend_no_answer(int err)
{
	switch (err) {
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
		return "did not answer in time";
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		return "has not answered earlier commands; bind its driver anew if this stays so";
	case ACCESS_ERR_PF_GONE:
		return "takes no commands now; bind it, or its virtio device, to its driver anew";
	default:
		return NULL;
	}
}

/**
 * vvp_backend_failure - what to say of a PF, or a device, for which something has failed
 * @err: the error
 * @buf: for an answer that has its number
 *
 * Return: the text, in @buf or not.
 */
const char *vvp_backend_failure(int err, char buf[BACKEND_FAILURE_MAX])
{
	const char *text = vvp_backend_no_answer(err);

	if (text)
		return text;
	snprintf(buf, BACKEND_FAILURE_MAX, "refused (error %d)", -err);
	return buf;
}

static void log_failure(struct backend *backend,
			const struct legacy_access *access, bool iswrite,
			int err)
{
	char how[BACKEND_FAILURE_MAX];

	if (!__ratelimit(&backend->log))
		return;
	pci_warn(backend->vf,
		 "legacy %s failed, the %s %s %s: %s %u bytes at %u of the %s configuration; failed reads show ones to the guest, failed writes are dropped\n",
		 backend->ops->opcodes ? "command" : "access",
		 backend->ops->opcodes ? "PF" : "device",
		 pci_name(backend->ops->opcodes ? pci_physfn(backend->vf) :
						  backend->vf),
		 vvp_backend_failure(err, how), iswrite ? "write" : "read",
		 access->len, access->offset,
		 access->space == LEGACY_COMMON ? "common" : "device");
}

static void access_failed(struct backend *backend,
			  const struct legacy_access *access, bool iswrite,
			  int err)
{
	if (err == ACCESS_ERR_KILLED)
		return;
	count(&backend->stats.failed);
	if (access_err_unsent(err))
		count(&backend->stats.unsent);
	log_failure(backend, access, iswrite, err);
}

/**
 * vvp_backend_read - read a field, or part of one
 * @backend: the function's
 * @access: which
 * @buf: where to; untouched if it fails
 * @deadline: from vvp_backend_deadline()
 *
 * May sleep until the deadline; ends early if the task is killed. Calls for one
 * function must not overlap.
 *
 * Return: 0, or a negative number that is not for user space, but for
 * ACCESS_ERR_KILLED.
 */
int vvp_backend_read(struct backend *backend,
		     const struct legacy_access *access, u8 *buf,
		     unsigned long deadline)
{
	struct attempt attempt = {
		.kind = kind_of(access, false),
		.access = access,
		.give_up = give_up_by(deadline),
	};
	int ret;

	do {
		begin_try(backend, &attempt);
		ret = backend->ops->read(backend, access, buf, deadline);
		end_try(backend, &attempt, ret);
	} while (retry_worthwhile(ret) && back_off(backend, &attempt));
	if (ret)
		access_failed(backend, access, false, ret);
	return ret;
}

/**
 * vvp_backend_write - write a field, or part of one
 * @backend: the function's
 * @access: which
 * @buf: the data
 * @deadline: from vvp_backend_deadline()
 *
 * As vvp_backend_read().
 */
int vvp_backend_write(struct backend *backend,
		      const struct legacy_access *access, const u8 *buf,
		      unsigned long deadline)
{
	struct attempt attempt = {
		.kind = kind_of(access, true),
		.access = access,
		.posted = backend->ops->posts && backend->ops->posts(access),
		.give_up = give_up_by(deadline),
	};
	int ret;

	do {
		begin_try(backend, &attempt);
		ret = backend->ops->write(backend, access, buf, deadline);
		end_try(backend, &attempt, ret);
	} while (retry_worthwhile(ret) && back_off(backend, &attempt));
	/* Only now, as what is flushed has to have been posted before. */
	count(&backend->writes);
	if (ret)
		access_failed(backend, access, true, ret);
	return ret;
}

/** vvp_backend_wait_flushed - see vvp_backend_flush() */
int vvp_backend_wait_flushed(struct backend *backend)
{
	u64 writes = READ_ONCE(backend->writes);
	int ret;

	ret = backend->ops->flush(backend, vvp_backend_deadline());
	if (ret)
		return ret;
	/* Somebody else may have flushed more: once too often does no harm. */
	WRITE_ONCE(backend->flushed, writes);
	return 0;
}

/**
 * vvp_backend_drain - wait until nothing of the function's is in flight any more
 * @backend: the function's
 *
 * To be called before the device's layout changes or its registers go: an access
 * must not meet another layout than it was made for, not even one that was
 * abandoned. May sleep for as long as an access may, but not for more than two
 * seconds, nor for what has been waited for in vain. Needs no lock.
 *
 * Return: 0, or an ACCESS_ERR_ if something still is.
 */
int vvp_backend_drain(struct backend *backend)
{
	u64 writes = READ_ONCE(backend->writes);
	int ret;

	ret = backend->ops->drain(backend, earlier(vvp_backend_deadline(),
						   DRAIN_MAX_MS));
	if (!ret)
		WRITE_ONCE(backend->flushed, writes);
	return ret;
}

/**
 * vvp_backend_posted_failures - writes that failed after they had been taken
 * @backend: the function's
 */
u64 vvp_backend_posted_failures(struct backend *backend)
{
	return backend->ops->posted_failures ?
	       backend->ops->posted_failures(backend) : 0;
}

/**
 * vvp_backend_notify_info - ask where the notifications of a queue go
 * @backend: the function's
 * @queue: virtqueue index
 * @entries: see struct backend_ops
 * @deadline: from vvp_backend_deadline()
 *
 * As vvp_backend_read(), but that nothing is written to the log.
 */
int vvp_backend_notify_info(struct backend *backend, u16 queue,
			    struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			    unsigned long deadline)
{
	struct attempt attempt = {
		.kind = ACCESS_NOTIFY_INFO,
		.give_up = give_up_by(deadline),
	};
	int ret;

	do {
		begin_try(backend, &attempt);
		ret = backend->ops->notify_info(backend, queue, entries,
						deadline);
		end_try(backend, &attempt, ret);
	} while (retry_worthwhile(ret) && back_off(backend, &attempt));
	return ret;
}
