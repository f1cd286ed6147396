/* SPDX-License-Identifier: GPL-2.0-only */
/* One field of the legacy register file: who answers for it, and what it changes. */
#ifndef VVP_LEGACY_REGS_H
#define VVP_LEGACY_REGS_H

#include "backend.h"
#include "intx.h"
#include "intx_vectors.h"
#include "reg_cache.h"
#include "written_config.h"

/**
 * struct legacy_regs - the registers of a function, for one session
 * @type: its device type
 * @backend: the way to them
 * @intx: the line, whose ISR status is made here while it is on
 * @cache: what needs no access by the backend
 * @generation: of the backend, from when on @cache is right
 * @vectors: the guest's, while it does not have the registers
 * @written: what the guest wrote to the device configuration
 */
struct legacy_regs {
	const struct legacy_type *type;
	struct backend *backend;
	struct intx *intx;
	struct reg_cache cache;
	u64 generation;
	struct intx_vectors vectors;
	struct written_config written;
};

void vvp_regs_open(struct legacy_regs *regs, const struct legacy_type *type,
		   struct backend *backend, struct intx *intx);
void vvp_regs_reset(struct legacy_regs *regs);
int vvp_regs_read(struct legacy_regs *regs, const struct legacy_access *access,
		  u8 *to, unsigned long deadline, enum served *served);
int vvp_regs_write(struct legacy_regs *regs, const struct legacy_access *access,
		   const u8 *from, unsigned long deadline,
		   enum served *served);
void vvp_regs_take_vectors(struct legacy_regs *regs);
void vvp_regs_msix_is_on(struct legacy_regs *regs);
void vvp_regs_give_vectors_back(struct legacy_regs *regs);

#endif
