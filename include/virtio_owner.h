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
/* The longest device parts of a member, in bytes: all of them together. */
#define VOWNER_PARTS_MAX	(1024U * 1024)

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
 * @parts_support: does the PF have device parts for its members (virtio 1.4, "Device
 *	parts")? Three commands, once for each time that the PF comes up. -EOPNOTSUPP
 *	if it has none: the log says what it lacks.
 * @parts_create: make the object with which the member's parts are got, or set; asks
 *	first as @parts_support. Waits for an id if others have all that there are, and
 *	who has waited longest gets it: -ENOSPC if none was free in time, or if the
 *	device says so. -EEXIST if the member has an object.
 * @parts_destroy: destroy it; 0 if there is none. Whatever this returns, the object is
 *	not the member's any more: what the device has not done is done later, and the
 *	id is nobody's before.
 * @parts_size: how long the member's parts are at most; more than VOWNER_PARTS_MAX is
 *	-EFBIG.
 * @parts_get: get all parts, by an object that was made for it. @len is the room, at most
 *	VOWNER_PARTS_MAX of it, and then what came, which is unchecked. @buf may be any
 *	memory; untouched on failure.
 * @parts_set: set parts, by an object that was made for it; the member has to be
 *	stopped. @buf may be any memory; -EFBIG if @len is more than VOWNER_PARTS_MAX.
 * @mode_set: stop the member, or have it go on. -EOPNOTSUPP if the PF has no device
 *	parts. Needs no object.
 *
 * All but @posted_failures and @generation may sleep: until @deadline (jiffies) or until
 * killed, unless told otherwise. They return 0, a negative errno of the device or an
 * ACCESS_ERR_. The caller keeps calls for one member from overlapping, but for @flush and
 * @drain. The PF may have a shorter deadline of its own.
 *
 * Nothing that is waited for is tried again here: see retry.h. A reset of the PF destroys
 * objects: -ESTALE, until @parts_destroy or @parts_create; -ENOENT if the member has made
 * none.
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
	int (*parts_support)(struct vowner_member *member, unsigned long deadline);
	int (*parts_create)(struct vowner_member *member, bool set,
			    unsigned long deadline);
	int (*parts_destroy)(struct vowner_member *member, unsigned long deadline);
	int (*parts_size)(struct vowner_member *member, u32 *size,
			  unsigned long deadline);
	int (*parts_get)(struct vowner_member *member, void *buf, u32 *len,
			 unsigned long deadline);
	int (*parts_set)(struct vowner_member *member, const void *buf, u32 len,
			 unsigned long deadline);
	int (*mode_set)(struct vowner_member *member, bool stopped,
			unsigned long deadline);
};

extern const struct virtio_owner_api virtio_owner_api;

#endif
