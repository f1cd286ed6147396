// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "trace/last.h"

#define FOLDER "/run/virtio-vfio"

static const char *new_name(char *path, size_t size)
{
	return file_path(path, size, LAST_TRACE ".%d", getpid());
}

void last_begin(struct last *last, const char *address, unsigned int virtio_id)
{
	char path[PATH_MAX];
	int fd;

	memset(last, 0, sizeof(*last));
	mkdir(file_path(path, sizeof(path), FOLDER), 0755);
	/* it has addresses in the guest's memory */
	fd = open(new_name(path, sizeof(path)),
		  O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	last->file.file = fdopen(fd, "w");
	if (!last->file.file) {
		close(fd);
		return;
	}
	last->file.virtio_id = virtio_id;
	snprintf(last->file.address, sizeof(last->file.address), "%s", address);
	recording_begin(&last->file);
}

void last_write(struct last *last, const struct trace_event *event)
{
	if (last->file.file && last->nr < LAST_EVENTS)
		recording_write(&last->file, event);
	last->nr++;
}

void last_end(struct last *last)
{
	char path[PATH_MAX], kept[PATH_MAX];
	bool failed;

	if (!last->file.file)
		return;
	recording_end(&last->file);
	failed = ferror(last->file.file);
	failed |= fclose(last->file.file) != 0;
	new_name(path, sizeof(path));
	/* one without events says less than the one before */
	if (failed || !last->nr ||
	    rename(path, file_path(kept, sizeof(kept), LAST_TRACE)))
		unlink(path);
	last->file.file = NULL;
}
