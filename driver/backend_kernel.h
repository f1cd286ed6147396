/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the backend by the kernel's virtio-pci share. */
#ifndef VVP_BACKEND_KERNEL_H
#define VVP_BACKEND_KERNEL_H

#include "backend.h"
#include "backend_kernel_work.h"

/**
 * struct backend_kernel - what a VF has here
 * @backend: what all have
 * @worker: takes its commands to the PF
 * @is_open: it takes some
 * @has_object: there is an object for device parts
 * @object: its id
 * @generation: of the worker, when it was made: a PF that is reset has none any more
 */
struct backend_kernel {
	struct backend backend;
	struct kernel_worker *worker;
	bool is_open;
	bool has_object;
	u32 object;
	u64 generation;
};

#ifdef COMPAT_HAVE_ADMIN_PARTS
extern const struct parts_ops vvp_kernel_parts_ops;
#define KERNEL_PARTS_OPS	(&vvp_kernel_parts_ops)
#else
#define KERNEL_PARTS_OPS	NULL
#endif

static inline struct backend_kernel *to_kernel(struct backend *backend)
{
	return container_of(backend, struct backend_kernel, backend);
}

int vvp_kernel_error(int ret);

#endif
