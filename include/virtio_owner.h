/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What virtio-owner offers to the driver of a member: verbs that become commands to
 * the PF, with a deadline, in order, and posted if nobody needs the answer.
 */
#ifndef VIRTIO_OWNER_H
#define VIRTIO_OWNER_H

#include <linux/virtio_pci.h>

#include "access_errors.h"
#include "notify_entry.h"

struct pci_dev;
struct vowner_member;

/* The longest data of a legacy access, in bytes: no field is wider. */
#define VOWNER_LEGACY_MAX	8

/**
 * struct vowner_legacy - a legacy access
 * @common: to the common configuration; if not, to the device configuration
 * @offset: first byte in it
 * @len: number of bytes, at most VOWNER_LEGACY_MAX, within one field
 */
struct vowner_legacy {
	bool common;
	u8 offset;
	u8 len;
};

/**
 * struct virtio_owner_api - exported as virtio_owner_api, to be got by symbol_get()
 * @get: a reference to the member that a VF is. Sends LIST_QUERY and LIST_USE if that
 *	has not been done. -ENODEV if its PF is not bound to virtio-owner, -EOPNOTSUPP
 *	if it offers no legacy commands, -ENOMEM, or as @legacy_read.
 * @put: give it back. Waits for what the member has at the device, as long as it
 *	takes to reset the queue.
 * @legacy_read: read; what the device left out of its answer is zero. What is sent
 *	earlier for this member is done first.
 * @legacy_write: write, and wait for the answer.
 * @legacy_post: write without waiting for the answer; waits for room. Failures of
 *	the device are retried as may be, then counted.
 * @notify_info: the notification addresses, unchecked, in the device's order; all
 *	zeros behind the last, and if it does not support the command.
 * @flush: wait until all that was posted for this member is done.
 * @drain: wait until the device has nothing of this member's any more, what its
 *	senders have abandoned included; not ended by a kill.
 * @posted_failures: posted commands of the member that failed so far. Any context.
 * @generation: changes when the member's registers may be others than was written: a
 *	posted command has failed, or the PF was reset or without its queues. Any
 *	context.
 *
 * All but the last two may sleep: until @deadline (jiffies) or until killed, unless
 * told otherwise. They return 0, a negative errno of the device or an ACCESS_ERR_.
 * The caller keeps calls for one member from overlapping, but for @flush and @drain.
 * The PF may have a shorter deadline of its own.
 */
struct virtio_owner_api {
	struct vowner_member *(*get)(struct pci_dev *vf, unsigned long deadline);
	void (*put)(struct vowner_member *member);
	int (*legacy_read)(struct vowner_member *member,
			   const struct vowner_legacy *access, u8 *buf,
			   unsigned long deadline);
	int (*legacy_write)(struct vowner_member *member,
			    const struct vowner_legacy *access, const u8 *buf,
			    unsigned long deadline);
	int (*legacy_post)(struct vowner_member *member,
			   const struct vowner_legacy *access, const u8 *buf,
			   unsigned long deadline);
	int (*notify_info)(struct vowner_member *member,
			   struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			   unsigned long deadline);
	int (*flush)(struct vowner_member *member, unsigned long deadline);
	int (*drain)(struct vowner_member *member, unsigned long deadline);
	u64 (*posted_failures)(struct vowner_member *member);
	u64 (*generation)(struct vowner_member *member);
};

extern const struct virtio_owner_api virtio_owner_api;

#endif
