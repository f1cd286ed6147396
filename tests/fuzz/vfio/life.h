/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening and closing the VF while others may be using it. */
#ifndef TESTS_FUZZ_VFIO_LIFE_H
#define TESTS_FUZZ_VFIO_LIFE_H

#include "run.h"

/* Container and group too; 0 or a negative errno, -ENXIO for a VF without BAR0. */
int vf_open_all(struct run *run, int number);
/* With nobody left who could use it. */
void vf_close_all(struct run *run);

/* The device alone: 0 or a negative errno, -EBUSY if it is open. */
int device_open(struct run *run);
void device_close(struct run *run);
/* With nobody left who could use the descriptors of closed ones. */
void device_bury(struct run *run);

#endif
