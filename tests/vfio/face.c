// SPDX-License-Identifier: GPL-2.0-only
/* The faces of VFs, in sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "face.h"
#include "vf.h"

#define DEFAULT_FACE "/sys/module/virtio_vfio_pci/parameters/default_face"

static void read_line(const char *path, char line[32])
{
	FILE *f = fopen(path, "r");

	if (!f || !fgets(line, 32, f))
		fail_msg("cannot read %s", path);
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
}

int set_face(int number, const char *face)
{
	char address[16];

	vf_address(number, address);
	return set_attribute(address, "face", face);
}

void get_face(int number, char face[32])
{
	char address[16], path[64];

	vf_address(number, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/face", address);
	read_line(path, face);
}

int set_default_face(const char *face)
{
	int fd = open(DEFAULT_FACE, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, face, strlen(face)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

void get_default_face(char face[32])
{
	read_line(DEFAULT_FACE, face);
}
