/* SPDX-License-Identifier: GPL-2.0-only */
/* The PF: it loses its driver, or is reset, while its VF is used. */
#ifndef TESTS_FUZZ_VFIO_OWNER_H
#define TESTS_FUZZ_VFIO_OWNER_H

#include "run.h"

enum owner {
	OWNER_GOOD,
	OWNER_BROKEN, /* its driver has to be bound anew */
	OWNER_RESET, /* and its VFs lost what they were set up with */
};

void owner_touched(struct shared *shared, enum owner how);
/* Repairs it; what had to be repaired. */
enum owner owner_good(struct shared *shared);

#endif
