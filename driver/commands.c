// SPDX-License-Identifier: GPL-2.0-only
/* Deadlines, retries, counts and the operator's line. */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/sched/signal.h>

#include "commands.h"
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
 * Who closes or resets a VF, or switches its interrupts, waits no longer than this
 * for what was left behind, and cannot be killed meanwhile.
 */
#define QUIET_MAX_MS	2000

/* Lines about failures, per VF. */
#define LOG_INTERVAL	(30 * HZ)
#define LOG_LINES	3

/**
 * commands_init - set up, for as long as the VF is bound
 * @commands: to set up
 * @backend: the way to the PF; taken over
 */
void commands_init(struct commands *commands, const struct backend *backend)
{
	commands->backend = *backend;
	ratelimit_state_init(&commands->log, LOG_INTERVAL, LOG_LINES);
	ratelimit_state_init(&commands->openings, LOG_INTERVAL, LOG_LINES);
	/* The counts tell how many there were. */
	ratelimit_set_flags(&commands->log, RATELIMIT_MSG_ON_RELEASE);
}

/**
 * commands_release - undo commands_init()
 * @commands: nobody's any more
 */
void commands_release(struct commands *commands)
{
	commands->backend.ops->release(&commands->backend);
}

/** commands_deadline - until when what begins now may wait, in jiffies */
unsigned long commands_deadline(void)
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
 * struct attempt - a command that is tried until it works
 * @kind: what it is
 * @access: of which register, or NULL
 * @posted: nobody waits for its answer
 * @tries: so far
 * @begun: when the last one was, if anybody wants to know
 * @give_up: when to
 */
struct attempt {
	enum access_kind kind;
	const struct legacy_access *access;
	bool posted;
	unsigned int tries;
	u64 begun;
	unsigned long give_up;
};

static void begin(struct attempt *attempt)
{
	attempt->tries++;
	attempt->begun = trace_backend_access_enabled() ? ktime_get_ns() : 0;
}

/* virtio 1.4, "Legacy Interfaces" of the group administration commands */
static u8 opcode_of(enum access_kind kind)
{
	static const u8 opcodes[] = {
		[ACCESS_COMMON_WRITE] = 2,
		[ACCESS_COMMON_READ] = 3,
		[ACCESS_DEVICE_WRITE] = 4,
		[ACCESS_DEVICE_READ] = 5,
		[ACCESS_NOTIFY_INFO] = 6,
	};

	return opcodes[kind];
}

/* Count a try. Return: whether it is to be repeated, after having waited. */
static bool again(struct commands *commands, const struct attempt *attempt,
		  int err)
{
	struct backend *backend = &commands->backend;
	unsigned long delay;

	trace_backend_access(backend->vf, backend->ops->name, attempt->kind,
			     opcode_of(attempt->kind), attempt->access,
			     attempt->posted, attempt->tries, attempt->begun,
			     err);
	if (!access_err_unsent(err))
		count(&commands->counts.tried[attempt->kind]);
	if (err == ACCESS_ERR_TIMEOUT)
		count(&commands->counts.timeouts);
	if (!retry_worthwhile(err))
		return false;

	delay = msecs_to_jiffies(retry_delay_ms(attempt->tries));
	if (time_after(jiffies + delay, attempt->give_up))
		return false;
	schedule_timeout_killable(delay);
	if (fatal_signal_pending(current))
		return false;
	count(&commands->counts.retried);
	return true;
}

static unsigned long earlier(unsigned long deadline, unsigned int ms)
{
	unsigned long bound = jiffies + msecs_to_jiffies(ms);

	return time_before(bound, deadline) ? bound : deadline;
}

/* When to give a command up that fails all the time. */
static unsigned long give_up_by(unsigned long deadline)
{
	return earlier(deadline, RETRY_BOUND_MS);
}

static void tell(struct commands *commands, const struct legacy_access *access,
		 bool iswrite, int err)
{
	struct pci_dev *vf = commands->backend.vf;
	char refused[32];
	const char *how;

	if (!__ratelimit(&commands->log))
		return;

	switch (err) {
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
		how = "did not answer in time";
		break;
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		how = "has not answered earlier commands; bind its driver anew if this stays so";
		break;
	case ACCESS_ERR_PF_GONE:
		how = "takes no commands now; bind it, or its virtio device, to its driver anew";
		break;
	default:
		snprintf(refused, sizeof(refused), "refused (error %d)", -err);
		how = refused;
	}
	pci_warn(vf,
		 "legacy command failed, the PF %s %s: %s %u bytes at %u of the %s configuration; failed reads show ones to the guest, failed writes are dropped\n",
		 pci_name(pci_physfn(vf)), how, iswrite ? "write" : "read",
		 access->len, access->offset,
		 access->space == LEGACY_COMMON ? "common" : "device");
}

static void failed(struct commands *commands,
		   const struct legacy_access *access, bool iswrite, int err)
{
	if (err == ACCESS_ERR_KILLED)
		return;
	count(&commands->counts.failed);
	if (access_err_unsent(err))
		count(&commands->counts.unsent);
	tell(commands, access, iswrite, err);
}

/**
 * commands_read - read a field, or part of one
 * @commands: the VF's
 * @access: which
 * @buf: where to; untouched if it fails
 * @deadline: from commands_deadline()
 *
 * May sleep until the deadline; ends early if the task is killed. Calls for one
 * VF must not overlap.
 *
 * Return: 0 or a negative number that is not for user space, but for
 * ACCESS_ERR_KILLED.
 */
int commands_read(struct commands *commands,
		  const struct legacy_access *access, u8 *buf,
		  unsigned long deadline)
{
	struct backend *backend = &commands->backend;
	struct attempt attempt = {
		.kind = kind_of(access, false),
		.access = access,
		.give_up = give_up_by(deadline),
	};
	int ret;

	do {
		begin(&attempt);
		ret = backend->ops->read(backend, access, buf, deadline);
	} while (again(commands, &attempt, ret));
	if (ret)
		failed(commands, access, false, ret);
	return ret;
}

/**
 * commands_write - write a field, or part of one
 * @commands: the VF's
 * @access: which
 * @buf: the data
 * @deadline: from commands_deadline()
 *
 * As commands_read().
 */
int commands_write(struct commands *commands,
		   const struct legacy_access *access, const u8 *buf,
		   unsigned long deadline)
{
	struct backend *backend = &commands->backend;
	struct attempt attempt = {
		.kind = kind_of(access, true),
		.access = access,
		.posted = backend->ops->posts && backend->ops->posts(access),
		.give_up = give_up_by(deadline),
	};
	int ret;

	do {
		begin(&attempt);
		ret = backend->ops->write(backend, access, buf, deadline);
	} while (again(commands, &attempt, ret));
	/* Only now, as what is settled has to have been posted before. */
	count(&commands->writes);
	if (ret)
		failed(commands, access, true, ret);
	return ret;
}

/** commands_settle - see commands_settled() */
bool commands_settle(struct commands *commands)
{
	struct backend *backend = &commands->backend;
	u64 writes = READ_ONCE(commands->writes);

	if (backend->ops->settle(backend, commands_deadline()))
		return false;
	/* Somebody else may have settled more: once too often does no harm. */
	WRITE_ONCE(commands->settled, writes);
	return true;
}

/**
 * commands_quiet - wait until the device has no command of the VF any more
 * @commands: the VF's
 *
 * To be called before the device's layout changes or its registers go: a command
 * must not meet another layout than it was made for, not even one that nobody
 * waits for any more. May sleep for as long as an access may, but not for more
 * than two seconds, nor for what has been waited for in vain. Needs no lock.
 */
void commands_quiet(struct commands *commands)
{
	struct backend *backend = &commands->backend;
	u64 writes = READ_ONCE(commands->writes);

	if (!backend->ops->quiet(backend, earlier(commands_deadline(),
						  QUIET_MAX_MS)))
		WRITE_ONCE(commands->settled, writes);
}

/**
 * commands_posted_failures - writes that failed after they had been taken
 * @commands: the VF's
 */
u64 commands_posted_failures(struct commands *commands)
{
	struct backend *backend = &commands->backend;

	return backend->ops->posted_failures ?
	       backend->ops->posted_failures(backend) : 0;
}

/**
 * commands_mishaps - changes when the device may not be what it was taken for
 * @commands: the VF's
 *
 * That is, if a write has failed after it had been taken, or the PF has been
 * without its driver.
 */
u64 commands_mishaps(struct commands *commands)
{
	struct backend *backend = &commands->backend;

	return commands_posted_failures(commands) +
	       (backend->ops->interruptions ?
		backend->ops->interruptions(backend) : 0);
}

/**
 * commands_notify_info - ask for the notification addresses
 * @commands: the VF's
 * @entries: see struct backend_ops
 * @deadline: from commands_deadline()
 *
 * As commands_read(), but that nothing is written to the log.
 */
int commands_notify_info(struct commands *commands,
			 struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			 unsigned long deadline)
{
	struct backend *backend = &commands->backend;
	struct attempt attempt = {
		.kind = ACCESS_NOTIFY_INFO,
		.give_up = give_up_by(deadline),
	};
	int ret;

	do {
		begin(&attempt);
		ret = backend->ops->notify_info(backend, entries, deadline);
	} while (again(commands, &attempt, ret));
	return ret;
}
