/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one interface through which a VF's legacy registers are reached. An
 * implementation is a way to get administration commands to the owner.
 */
#ifndef VVP_BACKEND_H
#define VVP_BACKEND_H

#include <linux/pci.h>

#include "legacy_layout.h"
#include "notify_info.h"

struct backend;

/**
 * struct backend_ops - what an implementation provides
 * @name: for the log: who drives the PF
 * @read: read a field, or part of one, of the common or device configuration
 * @write: write it
 * @notify_info: the notification addresses, unchecked, in order of preference,
 *	the list ended by NOTIFY_INFO_END if shorter than the array
 *
 * All may sleep for as long as the device takes, and return 0 or a negative
 * number that is not for user space: a status of the device may be in it.
 * The caller keeps the calls for one VF from overlapping. Buffers must be
 * memory that can be mapped for DMA. What the device did not write of a result
 * keeps its value, so the caller clears the buffer first.
 */
struct backend_ops {
	const char *name;
	int (*read)(struct backend *backend, const struct legacy_access *access,
		    u8 *buf);
	int (*write)(struct backend *backend,
		     const struct legacy_access *access, u8 *buf);
	int (*notify_info)(struct backend *backend,
			   struct notify_entry entries[NOTIFY_INFO_ENTRIES]);
};

/**
 * struct backend - a VF's way to its owner
 * @ops: the implementation
 * @vf: the VF; outlives the backend
 */
struct backend {
	const struct backend_ops *ops;
	struct pci_dev *vf;
};

int backend_kernel_init(struct backend *backend, struct pci_dev *vf);

#endif
