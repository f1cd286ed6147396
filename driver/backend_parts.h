/* SPDX-License-Identifier: GPL-2.0-only */
/* Device parts by a function's backend: tries, and what a VMM is told of failures. */
#ifndef VVP_BACKEND_PARTS_H
#define VVP_BACKEND_PARTS_H

#include "backend.h"

int vvp_parts_support(struct backend *backend);
int vvp_parts_create(struct backend *backend, bool set);
int vvp_parts_destroy(struct backend *backend);
int vvp_parts_size(struct backend *backend, u32 *size);
int vvp_parts_get(struct backend *backend, void *buf, u32 *len);
int vvp_parts_set(struct backend *backend, const void *buf, u32 len);
int vvp_parts_mode_set(struct backend *backend, bool stopped);

#endif
