// SPDX-License-Identifier: GPL-2.0-only
/* The back-off that virtio-vfio-pci has, for posted commands. */
#include "../driver/retry.c"
