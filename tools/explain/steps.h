/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps themselves, by what they are about. Each looks, and puts down a result. */
#ifndef TOOLS_STEPS_H
#define TOOLS_STEPS_H

#include "device/function.h"
#include "explain/step.h"

/* Of the function itself. */
void steps_device(struct step *steps, const struct function *function);

/* If it is a PF: how to get to its VFs. After steps_pf(). */
void steps_device_vfs(struct step *steps, const struct function *function);

/* Of its PF, or of itself. Other VFs of that PF may know what this one does not. */
void steps_pf(struct step *steps, const struct function *function,
	      const struct functions *all);

/*
 * Of the way to its registers, after steps_pf() and steps_reason(). Returns the backend's
 * name, or "" if there is none or more than one may be.
 */
const char *steps_backend(struct step *steps, const struct function *function,
			  const struct functions *all);

/* If the backend that needs no commands is switched off: how it comes on. */
bool steps_backend_advise_on(struct advice *advice);

/* Of its IOMMU group. */
void steps_group(struct step *step, const struct function *function);

/* Of the host: module, binding. */
void steps_host_module(struct step *step);
void steps_host_binding(struct step *steps, const struct function *function);

/* What the driver itself has found, of a function that it took and left modern. */
void steps_reason(struct step *steps, const struct function *function);

#endif
