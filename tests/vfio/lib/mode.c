// SPDX-License-Identifier: GPL-2.0-only
/* The modes of VFs, in sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "mode.h"
#include "vf.h"

#define DEFAULT_MODE "/sys/module/virtio_vfio_pci/parameters/default_mode"

static void read_line(const char *path, char line[32])
{
	FILE *f = fopen(path, "r");

	if (!f || !fgets(line, 32, f))
		fail_msg("cannot read %s", path);
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
}

int set_mode(int number, const char *mode)
{
	char address[16];

	vf_address(number, address);
	return set_attribute(address, "mode", mode);
}

void get_mode(int number, char mode[32])
{
	char address[16], path[64];

	vf_address(number, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/mode", address);
	read_line(path, mode);
}

int set_default_mode(const char *mode)
{
	int fd = open(DEFAULT_MODE, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, mode, strlen(mode)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

void get_default_mode(char mode[32])
{
	read_line(DEFAULT_MODE, mode);
}
