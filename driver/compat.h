/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between kernel versions, and nothing else. The code is
 * written for the newest supported kernel; this header is included first.
 */
#ifndef VVP_COMPAT_H
#define VVP_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#error "virtio-vfio-pci needs Linux 6.12: older kernels' virtio-pci is not supported as a backend"
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#error "virtio-vfio-pci is not ported to kernels after 6.12: their vfio-pci-core interface differs"
#endif

#endif
