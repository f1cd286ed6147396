/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PF of the VFs: its drivers, its VFs, and the card itself, taken away and
 * put back. Functions with an argument are work for a task: they take any, and
 * return 0 or a negative errno.
 */
#ifndef TESTS_VFIO_OWNER_H
#define TESTS_VFIO_OWNER_H

#include <stdbool.h>

/* The driver of the virtio device in the PF. */
int owner_unbind_net(const char *unused);
int owner_bind_net(const char *unused);
/* The driver of the PCI function. */
int owner_unbind(const char *unused);
int owner_no_vfs(const char *unused);
int owner_reset(const char *unused);

/* Does the kernel see the card? */
bool owner_present(void);
/*
 * Whatever has been done to it: the PF is there and driven, and has @vfs VFs
 * that are bound to the driver under test. Does nothing if all of it is so.
 */
void owner_restore(int vfs);

#endif
