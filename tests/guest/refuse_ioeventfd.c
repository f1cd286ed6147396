// SPDX-License-Identifier: GPL-2.0-only
/*
 * For LD_PRELOAD: there is no VFIO_DEVICE_IOEVENTFD, as in kernels before 4.17, and for
 * devices whose drivers do not serve it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>

#include <linux/vfio.h>

/* libc's, which takes one argument of any type as its third; that is a register's worth. */
int ioctl(int fd, unsigned long request, void *arg);

int ioctl(int fd, unsigned long request, void *arg)
{
	static int (*next)(int fd, unsigned long request, void *arg);

	if (!next)
		next = dlsym(RTLD_NEXT, "ioctl");
	if (request == VFIO_DEVICE_IOEVENTFD) {
		errno = ENOTTY;
		return -1;
	}
	return next(fd, request, arg);
}
