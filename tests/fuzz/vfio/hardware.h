/* SPDX-License-Identifier: GPL-2.0-only */
/* The hardware's faults: what is bad now, and good again. */
#ifndef TESTS_FUZZ_VFIO_HARDWARE_H
#define TESTS_FUZZ_VFIO_HARDWARE_H

#include "run.h"

/*
 * Takes back what the programs touched. A failure to talk to the hardware is
 * none of the driver's: it ends the process with a word.
 */
void hardware_good(struct shared *shared);

#endif
