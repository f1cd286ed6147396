/* SPDX-License-Identifier: GPL-2.0-only */
/* The step about the PF's driver: which it is, and how it comes to be another one. */
#ifndef TOOLS_PF_DRIVER_H
#define TOOLS_PF_DRIVER_H

#include "device/function.h"
#include "explain/step.h"

/**
 * enum pf_driver - a driver of the PF that can be asked, or not
 * @PF_OWNER: virtio-owner
 * @PF_KERNEL: virtio-pci
 * @PF_OTHER: any other, or none
 */
enum pf_driver {
	PF_OWNER,
	PF_KERNEL,
	PF_OTHER,
};

/* The PF of a VF, or a PF itself. Returns 0 or a negative errno. */
int pf_driver_of(struct function *pf, const struct function *function);

/* That virtio-owner can have it, or what has to end before. */
void pf_driver_advise_owner(struct step *step, const struct function *pf);

enum pf_driver pf_driver_step(struct step *step, const struct function *pf);

#endif
