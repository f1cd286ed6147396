/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each failure in an operation: it is done again and again, and the first time its
 * first allocation (or copy of user memory) fails, then its second, and so on
 * until it comes to its end with none failed. Each time the operation has to
 * succeed or to return a sensible error, and the VF to work on.
 */
#ifndef TESTS_VFIO_FAIL_EACH_H
#define TESTS_VFIO_FAIL_EACH_H

#include <stdint.h>

#include "vf.h"

#define TARGET_MODULE  "virtio_vfio_pci"
#define TARGET_VECTORS 3

/* The VF, in such an operation open and with I/O enabled. */
extern struct vf target;
extern uint32_t target_features;

/*
 * The operation is made ready by @before and undone by @after, which are given
 * all the memory they want.
 */
struct fail_each {
	void (*before)(void);
	int (*operation)(void); /* 0 or a negative errno */
	void (*after)(int ret);
	int least; /* so much there is at least that can fail */
	int errors[2]; /* sensible ones, beside ENOMEM and EFAULT */
	const char *only_in; /* functions of the kernel, see fault_inject.h */
	const char *not_in;
};

/* A group's setup; a test's setup and teardown; a test of a struct fail_each. */
int fail_each_prepare(void **state);
int fail_each_setup(void **state);
int fail_each_teardown(void **state);
void fail_each_run(void **state);

#define fail_each(name, ...)                                                   \
	{                                                                      \
		name, fail_each_run, fail_each_setup, fail_each_teardown,      \
			&(struct fail_each)                                    \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

/* The VF does what it should; what of it was not open is opened. */
void target_check_usable(void);
int target_get_device(void);
int target_set_msix(int count);

#endif
