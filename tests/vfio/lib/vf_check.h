/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks of a whole VF: does it work, after whatever it has been through; and has a
 * guest or a VMM that did its worst done any harm?
 */
#ifndef TESTS_VFIO_VF_CHECK_H
#define TESTS_VFIO_VF_CHECK_H

#include "vf.h"

/* The registers of a VF answer, at most @ms from now. Nothing is changed. */
bool vf_answers(struct vf *vf, int ms);
/*
 * Everything: registers hold what is written, identity and MAC are right, a
 * legacy network driver sends and receives. For a VF with I/O enabled; resets
 * the virtio device in it, not the function.
 */
void check_works(struct vf *vf);

/*
 * From here on: the log is watched, the hardware's counters are zero.
 * check_unharmed() looks at what they say.
 */
void watch_for_harm(void);

/*
 * - the kernel warned of nothing and wrote no more than @lines about the VFs
 * - the hardware saw no rule broken but "that queue does not exist", and those
 *   of modern registers that the driver leaves to the guest, which are for the
 *   guest to answer for
 * - after a reset the VF works, and so it does in its next session
 *
 * @vf stays open, as new.
 */
void check_unharmed(struct vf *vf, int lines);

#endif
