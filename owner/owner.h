/* SPDX-License-Identifier: GPL-2.0-only */
/* A PF bound to this driver, and its members. */
#ifndef VIRTIO_OWNER_OWNER_H
#define VIRTIO_OWNER_OWNER_H

#include <linux/mutex.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

#include "transport.h"

/**
 * struct owner - a PF bound to this driver
 * @pdev: the PF
 * @transport: its virtio side
 * @lock: one at a time brings it up or down; protects what follows
 * @up: its queues are up
 * @stopped: and they are to stay down, until owner_up()
 * @members: those whose VFs have a driver that uses them
 * @opcodes: those in use; 0: not yet told
 * @group: sends the commands that concern the group itself
 * @interruptions: how often the queues went down, so that VFs may have been reset
 * @recovery: brings a device that does not answer down and up again
 * @recovered: when that was done last, in jiffies
 * @recoveries: how often
 * @timeout_ms: the longest that a sender waits for one command; 0: as it likes
 */
struct owner {
	struct pci_dev *pdev;
	struct transport transport;
	struct mutex lock; /* one at a time brings it up or down */
	bool up;
	bool stopped;
	struct list_head members;
	u64 opcodes;
	struct owner_member group;
	u64 interruptions;
	struct delayed_work recovery;
	unsigned long recovered;
	unsigned long recoveries;
	unsigned int timeout_ms;
};

/* The longest that can be asked for: what waits is a guest's processor. */
#define OWNER_TIMEOUT_MAX_MS	(10 * 60 * 1000)

extern const struct attribute_group *owner_sysfs_groups[];

int owner_create(struct pci_dev *pdev);
void owner_destroy(struct owner *owner);
int owner_up(struct owner *owner);
void owner_down(struct owner *owner);

struct owner_member *owner_member_get(struct owner *owner, struct pci_dev *vf);
void owner_member_put(struct owner_member *member);
s64 owner_opcodes(struct owner_member *member, unsigned long deadline);
int owner_exec(struct owner_member *member, struct admin_cmd *cmd,
	       unsigned long deadline);
int owner_post(struct owner_member *member, const struct admin_cmd *cmd,
	       unsigned long deadline);
int owner_settle(struct owner_member *member, unsigned long deadline);
int owner_quiet(struct owner_member *member, unsigned long deadline);
u64 owner_interruptions(struct owner_member *member);

#endif
