/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PF of the VFs: its drivers, its VFs, and the card itself, taken away and
 * put back. Functions with an argument are work for a task: they take any, and
 * return 0 or a negative errno.
 */
#ifndef TESTS_VFIO_PF_H
#define TESTS_VFIO_PF_H

#include <stdbool.h>

/* The driver of the virtio device in the PF. */
int pf_unbind_net(const char *unused);
int pf_bind_net(const char *unused);
/* After a reset of the PF: virtio-pci has to be told of that, virtio-owner hears of it. */
int pf_rebind_net(const char *unused);
/* The driver of the PCI function. */
int pf_unbind(const char *unused);
int pf_no_vfs(const char *unused);
int pf_reset(const char *unused);

/* Does the kernel see the card? */
bool pf_present(void);
/*
 * Whatever has been done to it: the PF is there and driven, and has @vfs VFs
 * that are bound to the driver under test. Does nothing if all of it is so.
 */
void pf_restore(int vfs);

#endif
