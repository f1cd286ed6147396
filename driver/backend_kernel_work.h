/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A worker takes a VF's commands to virtio-pci, one at a time, and waits there
 * for the answer: that wait cannot be interrupted. Who sent a request can abandon it;
 * the command and its buffers stay with the worker until it has ended. Writes can be
 * posted, and then nobody waits for them.
 */
#ifndef VVP_BACKEND_KERNEL_WORK_H
#define VVP_BACKEND_KERNEL_WORK_H

#include <linux/pci.h>

#include <linux/kref.h>

#include "backend.h"

struct command_pages;
struct kernel_worker;

/**
 * struct kernel_parts - memory for device parts: the device's, while a request has it
 * @ref: of who has sent it, and of the worker
 * @pages: the memory
 */
struct kernel_parts {
	struct kref ref;
	struct command_pages *pages;
};

/**
 * struct kernel_request - what a worker is to do, and the answer
 * @run: called by the worker; sleeps as long as the device likes
 * @undo: likewise if that worked, and nobody waits for it any more; NULL: nothing
 * @access: for a read or a write
 * @field: its data; zeroed before a read
 * @entries: for LEGACY_NOTIFY_INFO
 * @value: of commands for device parts: the object, or a size
 * @flag: likewise which of two
 * @parts: likewise, or NULL; the worker has a reference until the next request
 */
struct kernel_request {
	int (*run)(struct pci_dev *vf, struct kernel_request *request);
	int (*undo)(struct pci_dev *vf, struct kernel_request *request);
	struct legacy_access access;
	u8 field[LEGACY_ACCESS_MAX];
	struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO];
	u32 value;
	bool flag;
	struct kernel_parts *parts;
};

/**
 * struct kernel_write - a write that is posted
 * @access: where to
 * @field: its data
 * @tries: how often it has been sent
 * @give_up: when it is not sent again, in jiffies
 */
struct kernel_write {
	struct legacy_access access;
	u8 field[LEGACY_ACCESS_MAX];
	unsigned int tries;
	unsigned long give_up;
};

struct kernel_worker *
vvp_kernel_worker_get(struct pci_dev *vf,
		      int (*run_write)(struct pci_dev *vf,
				       struct kernel_request *request));
void vvp_kernel_worker_put(struct kernel_worker *worker);
int vvp_kernel_worker_start(struct kernel_worker *worker);
void vvp_kernel_worker_stop(struct kernel_worker *worker);

void vvp_kernel_parts_put(struct kernel_parts *parts);
u64 vvp_kernel_worker_pf_resets(const struct kernel_worker *worker);
u64 vvp_kernel_worker_generation(const struct kernel_worker *worker);
u64 vvp_kernel_worker_failures(const struct kernel_worker *worker);
int vvp_kernel_worker_send(struct kernel_worker *worker,
			   struct kernel_request *request,
			   unsigned long deadline);
int vvp_kernel_worker_post(struct kernel_worker *worker,
			   const struct kernel_write *write,
			   unsigned long deadline);
int vvp_kernel_worker_flush(struct kernel_worker *worker,
			    unsigned long deadline);
int vvp_kernel_worker_drain(struct kernel_worker *worker,
			    unsigned long deadline);

#endif
