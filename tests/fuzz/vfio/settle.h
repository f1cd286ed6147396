/* SPDX-License-Identifier: GPL-2.0-only */
/* Between programs: everything good again, and does the VF work? */
#ifndef TESTS_FUZZ_VFIO_SETTLE_H
#define TESTS_FUZZ_VFIO_SETTLE_H

#include "run.h"

/* Opens VF @number; what it then shows is what it has to show ever after. */
void first_open(struct run *run, int number);
/* Waits for the threads first. */
void settle(struct run *run);

#endif
