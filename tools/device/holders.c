// SPDX-License-Identifier: GPL-2.0-only
/* The descriptors of all processes, as far as the caller may see them. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/holders.h"
#include "file.h"
#include "out.h"

#define VFIO "/dev/vfio/"

static bool is_known(const struct holders *holders, const char *file, pid_t pid)
{
	for (size_t i = 0; i < holders->nr; i++)
		if (holders->list[i].pid == pid &&
		    !strcmp(holders->list[i].file, file))
			return true;
	return false;
}

static void add(struct holders *holders, const char *file, pid_t pid)
{
	struct holder *holder;

	if (is_known(holders, file, pid))
		return;
	holder = realloc(holders->list, (holders->nr + 1) * sizeof(*holder));
	if (!holder) {
		holders->complete = false;
		return;
	}
	holders->list = holder;
	holder += holders->nr++;
	holder->pid = pid;
	snprintf(holder->file, sizeof(holder->file), "%s", file);
	file_read(holder->command, sizeof(holder->command), "/proc/%d/comm",
		  pid);
}

static void look_into(struct holders *holders, pid_t pid)
{
	char path[PATH_MAX], target[PATH_MAX];
	struct dirent *entry;
	ssize_t len;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path), "/proc/%d/fd", pid));
	if (!dir) {
		/* ENOENT: the process has ended meanwhile */
		if (errno == EACCES)
			holders->complete = false;
		return;
	}
	while ((entry = readdir(dir))) {
		len = readlinkat(dirfd(dir), entry->d_name, target,
				 sizeof(target) - 1);
		if (len < 0)
			continue;
		target[len] = '\0';
		if (!strncmp(target, VFIO, strlen(VFIO)) &&
		    strcmp(target, VFIO "vfio"))
			add(holders, target, pid);
	}
	closedir(dir);
}

void holders_find(struct holders *holders)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	memset(holders, 0, sizeof(*holders));
	dir = opendir(file_path(path, sizeof(path), "/proc"));
	if (!dir)
		return;
	holders->complete = true;
	while ((entry = readdir(dir)))
		if (isdigit(*entry->d_name))
			look_into(holders, atoi(entry->d_name));
	closedir(dir);
}

void holders_free(struct holders *holders)
{
	free(holders->list);
	holders->list = NULL;
	holders->nr = 0;
}

/* The name of its own character device, if the kernel makes these. */
static void device_of(const struct function *function, char *name, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	*name = '\0';
	dir = opendir(file_path(path, sizeof(path),
				"/sys/bus/pci/devices/%s/vfio-dev",
				function->address));
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (*entry->d_name != '.')
			snprintf(name, size, VFIO "devices/%.30s",
				 entry->d_name);
	closedir(dir);
}

struct json_object *holders_of(const struct holders *holders,
			       const struct function *function)
{
	struct json_object *of = json_object_new_array(), *one;
	char group[48] = "", device[48];

	if (function->group >= 0)
		snprintf(group, sizeof(group), VFIO "%d", function->group);
	device_of(function, device, sizeof(device));

	for (size_t i = 0; i < holders->nr; i++) {
		const struct holder *holder = &holders->list[i];

		if (strcmp(holder->file, group) && strcmp(holder->file, device))
			continue;
		one = json_object_new_object();
		out_put_number(one, "pid", holder->pid);
		out_put_text(one, "command", holder->command);
		json_object_array_add(of, one);
	}
	return of;
}

void holders_text(struct json_object *of, char *text, size_t size)
{
	size_t len = 0;

	*text = '\0';
	for (size_t i = 0; i < json_object_array_length(of) && len < size;
	     i++) {
		struct json_object *one = json_object_array_get_idx(of, i);

		len += snprintf(text + len, size - len, "%s%s (pid %s)",
				len ? ", " : "", out_get_text(one, "command"),
				out_get_text(one, "pid"));
	}
}

bool holders_group_is_open(const struct function *function)
{
	char path[PATH_MAX];
	int fd;

	if (function->group < 0)
		return false;
	file_path(path, sizeof(path), VFIO "%d", function->group);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}
