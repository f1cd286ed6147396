// SPDX-License-Identifier: GPL-2.0-only
/* Functions and their drivers in sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"

const char *our_driver(void)
{
	const char *driver = getenv("DRIVER_NAME");

	return driver ? driver : OWN_NAME;
}

const char *pf_driver(void)
{
	const char *driver = getenv("LAB_OWNER");

	return driver ? driver : "virtio-pci";
}

bool pf_has_virtio_pci(void)
{
	return !strcmp(pf_driver(), "virtio-pci");
}

const char *backend_name(void)
{
	return pf_has_virtio_pci() ? "kernel" : "owner";
}

static int write_file(const char *path, const char *text)
{
	int fd, ret = 0;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int bind_driver(const char *driver, const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/bind", driver);
	return write_file(path, address);
}

int unbind_driver(const char *driver, const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/unbind", driver);
	return write_file(path, address);
}

int set_attribute(const char *address, const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address,
		 name);
	return write_file(path, value);
}
