// SPDX-License-Identifier: GPL-2.0-only
/* A small file for each device that was bound. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "change/former.h"
#include "file.h"

#define FOLDER FORMER_FOLDER

void former_look(struct former *former, const char *address)
{
	file_read(former->override, sizeof(former->override),
		  "/sys/bus/pci/devices/%s/driver_override", address);
	if (!strcmp(former->override, "(null)"))
		*former->override = '\0';
	file_link(former->driver, sizeof(former->driver),
		  "/sys/bus/pci/devices/%s/driver", address);
}

int former_make_folder(void)
{
	char path[PATH_MAX];

	if (mkdir(file_path(path, sizeof(path), FOLDER), 0755) &&
	    errno != EEXIST)
		return -errno;
	return 0;
}

int former_save(const struct former *former, const char *address)
{
	char path[PATH_MAX];
	FILE *stream;
	int ret = former_make_folder();

	if (ret)
		return ret;
	stream = fopen(file_path(path, sizeof(path), FOLDER "/%s", address),
		       "we");
	if (!stream)
		return -errno;
	fprintf(stream, "driver_override=%s\ndriver=%s\n", former->override,
		former->driver);
	ret = ferror(stream) ? -EIO : 0;
	return fclose(stream) ? -errno : ret;
}

static void take(const char *line, const char *key, char *value)
{
	size_t len = strlen(key);

	if (!strncmp(line, key, len))
		snprintf(value, DRIVER_SIZE, "%.*s",
			 (int)strcspn(line + len, "\n"), line + len);
}

int former_load(struct former *former, const char *address)
{
	char path[PATH_MAX], line[256];
	FILE *stream;

	memset(former, 0, sizeof(*former));
	stream = fopen(file_path(path, sizeof(path), FOLDER "/%s", address),
		       "re");
	if (!stream)
		return -errno;
	while (fgets(line, sizeof(line), stream)) {
		take(line, "driver_override=", former->override);
		take(line, "driver=", former->driver);
	}
	fclose(stream);
	return 0;
}

void former_forget(const char *address)
{
	char path[PATH_MAX];

	unlink(file_path(path, sizeof(path), FOLDER "/%s", address));
}
