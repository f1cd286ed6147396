// SPDX-License-Identifier: GPL-2.0-only
/* The descriptors of all processes, as far as the caller may see them. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/major.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "device/holders.h"
#include "file.h"
#include "out.h"

#define VFIO "/dev/vfio/"

static dev_t number_of(const struct statx *now)
{
	return makedev(now->stx_rdev_major, now->stx_rdev_minor);
}

/* Those of memory (null, zero) and of terminals of people, which all processes have. */
static bool is_everybodys(const struct statx *now)
{
	return S_ISCHR(now->stx_mode) &&
	       (now->stx_rdev_major == MEM_MAJOR ||
		(now->stx_rdev_major >= UNIX98_PTY_SLAVE_MAJOR &&
		 now->stx_rdev_major < UNIX98_PTY_SLAVE_MAJOR + 8));
}

/* Those of a process are together. */
static bool is_known(const struct holders *holders, const char *file,
		     const struct statx *now, pid_t pid)
{
	for (size_t i = holders->nr; i && holders->list[i - 1].pid == pid;
	     i--) {
		const struct holder *one = &holders->list[i - 1];

		if (one->is_block == S_ISBLK(now->stx_mode) &&
		    one->number == number_of(now) && !strcmp(one->file, file))
			return true;
	}
	return false;
}

static void add(struct holders *holders, const char *file,
		const struct statx *now, pid_t pid)
{
	struct holder *holder;

	if (is_known(holders, file, now, pid))
		return;
	holder = realloc(holders->list, (holders->nr + 1) * sizeof(*holder));
	if (!holder) {
		holders->complete = false;
		return;
	}
	holders->list = holder;
	holder += holders->nr++;
	holder->pid = pid;
	holder->is_block = S_ISBLK(now->stx_mode);
	holder->number = number_of(now);
	snprintf(holder->file, sizeof(holder->file), "%s", file);
	file_read(holder->command, sizeof(holder->command), "/proc/%d/comm",
		  pid);
}

static bool is_device(const struct statx *now)
{
	return S_ISCHR(now->stx_mode) || S_ISBLK(now->stx_mode);
}

static bool is_vfio(const char *file)
{
	return !strncmp(file, VFIO, strlen(VFIO)) && strcmp(file, VFIO "vfio");
}

static void look_into(struct holders *holders, pid_t pid)
{
	struct statx now;
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
		/* sockets, pipes and the like have names that are no paths */
		if (len < 0 || *target != '/')
			continue;
		target[len] = '\0';
		/* the file itself, and without asking a server that may be gone */
		if (statx(dirfd(dir), entry->d_name, AT_STATX_DONT_SYNC,
			  STATX_TYPE, &now))
			memset(&now, 0, sizeof(now));
		if ((is_device(&now) && !is_everybodys(&now)) ||
		    is_vfio(target))
			add(holders, target, &now, pid);
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
			snprintf(name, size, "%s", entry->d_name);
	closedir(dir);
}

/**
 * struct vfio_file - by which a function can be open
 * @name: of it; "" for none
 * @number: of the device, for a process may know it by another name, as in a container
 */
struct vfio_file {
	char name[64];
	dev_t number;
};

/* The group, with and without an IOMMU, and the device itself. */
#define VFIO_FILES 3

static void find_files(const struct function *function,
		       struct vfio_file files[VFIO_FILES])
{
	static const char *const forms[] = { "%d", "noiommu-%d" };
	char name[32];

	memset(files, 0, VFIO_FILES * sizeof(*files));
	for (int i = 0; function->group >= 0 && i < 2; i++) {
		snprintf(name, sizeof(name), forms[i], function->group);
		snprintf(files[i].name, sizeof(files[i].name), VFIO "%s", name);
		file_device(&files[i].number, "/sys/class/vfio/%s/dev", name);
	}
	device_of(function, name, sizeof(name));
	if (!*name)
		return;
	snprintf(files[2].name, sizeof(files[2].name), VFIO "devices/%s", name);
	file_device(&files[2].number, "/sys/class/vfio-dev/%s/dev", name);
}

static bool has_one(const struct holder *holder,
		    const struct vfio_file files[VFIO_FILES])
{
	for (int i = 0; i < VFIO_FILES; i++)
		if (!strcmp(holder->file, files[i].name) ||
		    (files[i].number && !holder->is_block &&
		     holder->number == files[i].number))
			return true;
	return false;
}

struct json_object *holders_of(const struct holders *holders,
			       const struct function *function)
{
	struct json_object *of = json_object_new_array(), *one;
	struct vfio_file files[VFIO_FILES];

	find_files(function, files);
	for (size_t i = 0; i < holders->nr; i++) {
		const struct holder *holder = &holders->list[i];

		if (!has_one(holder, files))
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

const struct holder *holders_of_file(const struct holders *holders,
				     bool is_block, dev_t number)
{
	for (size_t i = 0; i < holders->nr; i++)
		if (holders->list[i].is_block == is_block && number &&
		    holders->list[i].number == number)
			return &holders->list[i];
	return NULL;
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
