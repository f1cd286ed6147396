/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A walk along an operation: it is done again and again, and the first time its
 * first allocation (or copy of user memory) fails, then its second, and so on
 * until it comes to its end with none failed. Each time the operation has to
 * succeed or to return a sensible error, and the VF to work on.
 */
#ifndef TESTS_VFIO_WALK_H
#define TESTS_VFIO_WALK_H

#include <stdint.h>

#include "vf.h"

#define WALK_MODULE  "virtio_vfio_pci"
#define WALK_VECTORS 3

/* The VF, in a walk's operation open and with I/O enabled. */
extern struct vf walked;
extern uint32_t walked_features;

/*
 * The operation is made ready by @before and undone by @after, which are given
 * all the memory they want.
 */
struct walk {
	void (*before)(void);
	int (*operation)(void); /* 0 or a negative errno */
	void (*after)(int ret);
	int least; /* so much there is at least that can fail */
	int errors[2]; /* sensible ones, beside ENOMEM and EFAULT */
	const char *only_in; /* functions of the kernel, see failing.h */
	const char *not_in;
};

/* A group's setup; a test's setup and teardown; a test of a struct walk. */
int walk_prepare(void **state);
int walk_begin(void **state);
int walk_end(void **state);
void walk_along(void **state);

#define walk(name, ...)                                                        \
	{                                                                      \
		name, walk_along, walk_begin, walk_end, &(struct walk)         \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

/* The VF does what it should; what of it was not open is opened. */
void walk_check_usable(void);
int walk_get_device(void);
int walk_set_msix(int count);

#endif
