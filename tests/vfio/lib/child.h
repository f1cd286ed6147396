/* SPDX-License-Identifier: GPL-2.0-only */
/* Processes of a test's own, to be killed. */
#ifndef TESTS_VFIO_CHILD_H
#define TESTS_VFIO_CHILD_H

#include <sys/types.h>

/*
 * A fork() whose child dies with the test; a check that fails in it ends it by
 * SIGABRT, where it would go on with the parent's other tests.
 */
pid_t child_start(void);
/* It ends, soon, of SIGKILL and nothing else. */
void check_killed(pid_t pid, const char *what);

#endif
