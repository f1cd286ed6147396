/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What most tests stand on: VF 1 is opened before each of them, and after it all is as
 * before, whatever became of the test. A program that needs more has a setup and a
 * teardown of its own, which call these.
 */
#ifndef TESTS_VFIO_FIXTURE_H
#define TESTS_VFIO_FIXTURE_H

#include "check.h"
#include "vf.h"

/* VF 1; and one that a test may open besides. */
extern struct vf vf, other;

/* Open as a VMM finds it, on good hardware whose counters are zero. */
int vf_setup(void **state);
/* The same with I/O enabled, as a guest's firmware leaves it. */
int vf_setup_io(void **state);
/* The same, bound anew before: the driver remembers nothing of the past. */
int vf_setup_bound_anew(void **state);
/* Good hardware, the driver's parameters as they were, both VFs closed. */
int vf_teardown(void **state);

#define vf_test(f) cmocka_unit_test_setup_teardown(f, vf_setup, vf_teardown)
#define io_test(f) cmocka_unit_test_setup_teardown(f, vf_setup_io, vf_teardown)

#endif
