// SPDX-License-Identifier: GPL-2.0-only
/* A small file for each device that was bound. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "former.h"
#include "out.h"
#include "results.h"

#define FOLDER "/run/virtio-vfio"

void former_look(struct former *former, const char *address)
{
	file_read(former->override, sizeof(former->override),
		  "/sys/bus/pci/devices/%s/driver_override", address);
	if (!strcmp(former->override, "(null)"))
		*former->override = '\0';
	file_link(former->driver, sizeof(former->driver),
		  "/sys/bus/pci/devices/%s/driver", address);
}

static int make_folder(void)
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
	int ret = make_folder();

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

static int take_lock(void)
{
	char path[PATH_MAX];
	int fd, ret = make_folder();

	if (ret)
		return ret;
	fd = open(file_path(path, sizeof(path), FOLDER "/lock"),
		  O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || flock(fd, LOCK_EX))
		return -errno;
	return 0;
}

enum exit_code changes_begin(const struct command *command)
{
	int ret = take_lock();

	if (ret)
		say("virtio-vfio %s: " FOLDER "/lock: %s%s", command->name,
		    strerror(-ret),
		    code_of(ret) == EXIT_DENIED ? "; it needs root" : "");
	return code_of(ret);
}
