/* SPDX-License-Identifier: GPL-2.0-only */
/* The backends that there are; mode.c has the order in which they are asked. */
#ifndef VVP_BACKENDS_H
#define VVP_BACKENDS_H

#include "backend.h"

/* By commands through the kernel's virtio-pci, where that runs the PF's queue. */
extern const struct backend_ops vvp_backend_kernel;
/* By commands through virtio-owner. */
extern const struct backend_ops vvp_backend_owner;

#endif
