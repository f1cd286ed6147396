/* SPDX-License-Identifier: GPL-2.0-only */
/* What must hold after a guest or its VMM has done its worst. */
#ifndef TESTS_VFIO_UNHARMED_H
#define TESTS_VFIO_UNHARMED_H

#include "vf.h"

/*
 * From here on: the log is watched, the hardware's counters are zero.
 * check_unharmed() looks at what they say.
 */
void watch_for_harm(void);

/*
 * - the kernel warned of nothing and wrote no more than @lines about the VFs
 * - the hardware saw no rule broken but "that queue does not exist", which is
 *   for the guest to answer for
 * - after a reset the VF works, and so it does in its next opening
 *
 * @vf stays open, as new.
 */
void check_unharmed(struct vf *vf, int lines);

#endif
