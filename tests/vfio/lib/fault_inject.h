/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocations, and copies of user memory, that fail on purpose. The kernel needs
 * CONFIG_FAULT_INJECTION with all its kinds; debugfs is mounted.
 */
#ifndef TESTS_VFIO_FAULT_INJECT_H
#define TESTS_VFIO_FAULT_INJECT_H

#include <stdbool.h>

/* Once, and by the thread that will have the failures. */
void fault_inject_start(void);

/* The n-th one of this thread fails, from now on. */
void fail_nth(int n);
/* Has it happened? None happens after this. */
bool fail_nth_over(void);

/* Only what is called by this function of the kernel; NULL: everything. */
void fail_only_in(const char *function);
/* Not what is called by this one; NULL: no exception. */
void fail_not_in(const char *function);

/*
 * Each @interval-th allocation that a module makes, in any thread, @times times;
 * -1: until the end.
 */
void fail_module(const char *module, int interval, int times);
/* So many have not happened yet. */
int fail_module_left(void);
void fail_module_over(void);

#endif
