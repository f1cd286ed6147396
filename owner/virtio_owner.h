/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What virtio-owner offers to the driver of a member: commands to the PF that
 * drive it, with a deadline, in order, and posted if nobody needs the answer.
 */
#ifndef VIRTIO_OWNER_H
#define VIRTIO_OWNER_H

#include <linux/pci.h>

#include "admin_cmd.h"

struct owner_member;

/* Failures that stand for no answer of the device. */
#define OWNER_TIMEOUT		(-ETIMEDOUT)	/* sent; not answered in time */
#define OWNER_KILLED		(-EINTR)	/* the caller is being killed */
#define OWNER_LATE		(-ETIME)	/* no time left to send it */
#define OWNER_UNANSWERED	(-EINPROGRESS)	/* an earlier one is still out */
#define OWNER_GONE		(-ESHUTDOWN)	/* the queue is down */

/**
 * struct virtio_owner_api - exported as virtio_owner_api, to be got by symbol_get()
 * @get: a reference to the member that a VF is; -ENODEV if its PF is not bound to
 *	virtio-owner. May sleep.
 * @put: give it back. Waits for what the member has at the device, as long as it
 *	takes to reset the queue. May sleep.
 * @opcodes: those in use; sends LIST_QUERY and LIST_USE if that has not been done.
 *	A negative errno or OWNER_ failure instead.
 * @exec: send a command and wait for its answer until @deadline (jiffies) or until
 *	killed; what is sent earlier for this member is done first.
 *	Return: 0, a negative errno of the device, or an OWNER_ failure.
 * @post: send a command without waiting for its answer; waits for room. Failures
 *	of the device are retried as may be, then counted.
 *	Return: 0 or an OWNER_ failure.
 * @settle: wait until all that was posted for this member is done.
 *	Return: 0 or an OWNER_ failure.
 * @quiet: wait until the device has nothing of this member's any more, what senders
 *	have left there included; not ended by a kill.
 *	Return: 0 or an OWNER_ failure.
 * @posted_failures: posted commands of the member that failed so far
 * @interruptions: how often the PF was reset or without its queues so far; the
 *	member's registers may be others after each
 *
 * The caller keeps calls for one member from overlapping, but for @settle and
 * @quiet. The PF may have a shorter deadline of its own.
 */
struct virtio_owner_api {
	struct owner_member *(*get)(struct pci_dev *vf);
	void (*put)(struct owner_member *member);
	s64 (*opcodes)(struct owner_member *member, unsigned long deadline);
	int (*exec)(struct owner_member *member, struct admin_cmd *cmd,
		    unsigned long deadline);
	int (*post)(struct owner_member *member, const struct admin_cmd *cmd,
		    unsigned long deadline);
	int (*settle)(struct owner_member *member, unsigned long deadline);
	int (*quiet)(struct owner_member *member, unsigned long deadline);
	u64 (*posted_failures)(struct owner_member *member);
	u64 (*interruptions)(struct owner_member *member);
};

extern const struct virtio_owner_api virtio_owner_api;

#endif
