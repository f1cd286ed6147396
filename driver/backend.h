/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one interface through which a VF's legacy registers are reached. An
 * implementation is a way to get administration commands to the owner.
 */
#ifndef VVP_BACKEND_H
#define VVP_BACKEND_H

#include <linux/pci.h>

#include "access_errors.h"
#include "legacy_layout.h"
#include "notify_info.h"

struct backend;

/**
 * struct backend_ops - what an implementation provides
 * @name: for the log: who drives the PF
 * @read: read a field, or part of one, of the common or device configuration;
 *	what the device left out of its answer is zero
 * @write: write it; may return before the device has done so (posted), if
 *	@settle is there: what is read or written later comes after it
 * @posts: would @write post a write of this? Not there: never
 * @settle: wait until what was posted is done; calls may overlap with others
 * @quiet: wait until the device has nothing of the VF's any more, not even what
 *	its sender has left; no kill ends that. Calls may overlap with others
 * @posted_failures: how much of what was posted has failed
 * @interruptions: how often nobody drove the PF, or it was reset, so that anything
 *	may have happened to the VF
 * @notify_info: the notification addresses, unchecked, in order of preference,
 *	the list ended by VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_END if shorter than the array
 * @release: undo the init; a command that the device still has is left to it
 *
 * All but @release may sleep, until @deadline (in jiffies) and not for ever:
 * the device's word is not needed for their end. They take any memory. The
 * caller keeps the calls for one VF from overlapping.
 *
 * Return: 0, or what access_err_unsent() or backend_left() tells from the failures
 * that the device itself, or the driver of the PF, reported.
 */
struct backend_ops {
	const char *name;
	int (*read)(struct backend *backend, const struct legacy_access *access,
		    u8 *buf, unsigned long deadline);
	int (*write)(struct backend *backend,
		     const struct legacy_access *access, const u8 *buf,
		     unsigned long deadline);
	bool (*posts)(const struct legacy_access *access);
	int (*settle)(struct backend *backend, unsigned long deadline);
	int (*quiet)(struct backend *backend, unsigned long deadline);
	u64 (*posted_failures)(struct backend *backend);
	u64 (*interruptions)(struct backend *backend);
	int (*notify_info)(struct backend *backend,
			   struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			   unsigned long deadline);
	void (*release)(struct backend *backend);
};

/**
 * struct backend - a VF's way to its owner
 * @ops: the implementation
 * @vf: the VF; outlives the backend
 * @priv: the implementation's own
 */
struct backend {
	const struct backend_ops *ops;
	struct pci_dev *vf;
	void *priv;
};

int backend_owner_init(struct backend *backend, struct pci_dev *vf,
		       unsigned long deadline);

#ifdef CONFIG_VIRTIO_PCI_ADMIN_LEGACY
int backend_kernel_init(struct backend *backend, struct pci_dev *vf,
			unsigned long deadline);
#else
/* This kernel's virtio-pci leaves administration queues alone. */
static inline int backend_kernel_init(struct backend *backend,
				      struct pci_dev *vf,
				      unsigned long deadline)
{
	return -ENODEV;
}
#endif

#endif
