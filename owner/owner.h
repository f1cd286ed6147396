/* SPDX-License-Identifier: GPL-2.0-only */
/* A PF bound to this driver, and its members. */
#ifndef VOWNER_OWNER_H
#define VOWNER_OWNER_H

#include <linux/mutex.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

#include "capability.h"
#include "member.h"
#include "objects.h"
#include "state.h"
#include "transport.h"

/**
 * struct vowner - a PF bound to this driver
 * @pdev: the PF
 * @transport: its virtio side
 * @lock: one at a time brings it up or down; protects what follows
 * @up: its queues are up
 * @stopped: and they are to stay down, until vowner_up()
 * @members: those whose VFs have a driver that uses them
 * @opcodes: those in use; 0: not yet agreed on
 * @group: sends the commands that concern the group itself
 * @generation: one more each time that the queues go down, so that VFs may have been
 *	reset; from 1
 * @parts: what is known of device parts
 * @parts_lack: what it takes and there is not, until that is in the log
 * @parts_missing: these opcodes, or 0
 * @parts_error: what the device said when asked, or 0
 * @objects: resource objects for device parts; has a lock of its own
 * @recovery: brings a device that does not answer down and up again
 * @recovered: when that was done last, in jiffies
 * @recoveries: how often
 * @state: does it answer?
 * @timeout_ms: the longest that a sender waits for one command; 0: as it likes
 */
struct vowner {
	struct pci_dev *pdev;
	struct vowner_transport transport;
	struct mutex lock; /* one at a time brings it up or down */
	bool up;
	bool stopped;
	struct list_head members;
	u64 opcodes;
	struct vowner_member group;
	u64 generation;
	enum vowner_parts parts;
	const char *parts_lack;
	u64 parts_missing;
	int parts_error;
	struct vowner_objects objects;
	struct delayed_work recovery;
	unsigned long recovered;
	unsigned long recoveries;
	struct vowner_state state;
	unsigned int timeout_ms;
};

/* The longest that can be asked for: what waits is a guest's processor. */
#define VOWNER_TIMEOUT_MAX_MS	(10 * 60 * 1000)

extern const struct attribute_group *vowner_sysfs_groups[];

struct vowner *vowner_of(struct pci_dev *vf);
int vowner_create(struct pci_dev *pdev);
void vowner_destroy(struct vowner *owner);
int vowner_up(struct vowner *owner);
void vowner_down(struct vowner *owner);
int vowner_negotiate(struct vowner *owner, unsigned long deadline);
void vowner_was_reset(struct vowner *owner);
bool vowner_silent_since(struct vowner *owner, unsigned long *since);

struct vowner_member *vowner_member_get(struct vowner *owner, struct pci_dev *vf);
void vowner_member_put(struct vowner_member *member);
int vowner_legacy_support(struct vowner *owner, unsigned long deadline);
unsigned long vowner_deadline(const struct vowner *owner,
			      unsigned long deadline);
int vowner_sent(struct vowner *owner, int ret);

int vowner_parts_create(struct vowner_member *member, bool set,
			unsigned long deadline);
int vowner_parts_destroy(struct vowner_member *member, unsigned long deadline);
int vowner_parts_size(struct vowner_member *member, u32 *size,
		      unsigned long deadline);
int vowner_parts_get(struct vowner_member *member, void *buf, u32 *len,
		     unsigned long deadline);
int vowner_parts_set(struct vowner_member *member, const void *buf, u32 len,
		     unsigned long deadline);
int vowner_mode_set(struct vowner_member *member, bool stopped,
		    unsigned long deadline);

#endif
