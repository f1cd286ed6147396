/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a VF work? Said of one that has been through something. */
#ifndef TESTS_VFIO_WORKS_H
#define TESTS_VFIO_WORKS_H

#include "vf.h"

/* Its registers answer, at most @ms from now. Nothing is changed. */
bool answers(struct vf *vf, int ms);
/*
 * Everything: registers hold what is written, identity and MAC are right, a
 * legacy network driver sends and receives. For a VF with I/O enabled; resets
 * the virtio device in it, not the function.
 */
void check_works(struct vf *vf);

#endif
