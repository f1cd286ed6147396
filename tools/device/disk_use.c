// SPDX-License-Identifier: GPL-2.0-only
/* Mounts, swap, devices on top of it, processes; and the kernel's own answer. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device/disk_use.h"
#include "device/mounts.h"
#include "file.h"

/* "/dev/vda", which it has in the kernel's own /dev. */
static bool make_node_name(const struct part *disk, char *path, size_t size)
{
	char full[PATH_MAX], line[128];
	bool found = false;
	FILE *stream;

	stream = fopen(file_path(full, sizeof(full), "%s/uevent", disk->path),
		       "re");
	if (!stream)
		return false;
	while (!found && fgets(line, sizeof(line), stream)) {
		line[strcspn(line, "\n")] = '\0';
		found = !strncmp(line, "DEVNAME=", 8);
	}
	fclose(stream);
	if (found)
		file_path(path, size, "/dev/%s", line + 8);
	return found;
}

enum claim {
	CLAIM_UNKNOWN,
	CLAIM_NONE,
	CLAIM_MADE,
};

/*
 * Whoever mounts a disk, swaps to it or puts a device on top of it claims it, in the
 * kernel, for himself alone. The claim that is made here ends at once.
 */
static enum claim claim_of(const struct part *disk)
{
	char path[PATH_MAX];
	struct stat now;
	int fd;

	if (!make_node_name(disk, path, sizeof(path)) || stat(path, &now) ||
	    !S_ISBLK(now.st_mode) || now.st_rdev != disk->number)
		return CLAIM_UNKNOWN;
	fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == EBUSY ? CLAIM_MADE : CLAIM_UNKNOWN;
	close(fd);
	return CLAIM_NONE;
}

static bool is_swap(const struct part *disk)
{
	char path[PATH_MAX], line[PATH_MAX];
	struct stat now;
	bool ret = false;
	FILE *stream;

	stream = fopen(file_path(path, sizeof(path), "/proc/swaps"), "re");
	if (!stream)
		return false;
	while (!ret && fgets(line, sizeof(line), stream)) {
		line[strcspn(line, " \t\n")] = '\0';
		ret = !stat(file_path(path, sizeof(path), "%s", line), &now) &&
		      S_ISBLK(now.st_mode) && now.st_rdev == disk->number;
	}
	fclose(stream);
	return ret;
}

/* The device on top of it: of the device mapper, of md, and so on. */
static bool has_upper(const struct part *disk, char *upper, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	*upper = '\0';
	dir = opendir(file_path(path, sizeof(path), "%s/holders", disk->path));
	if (!dir)
		return false;
	while (!*upper && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			snprintf(upper, size, "%s", entry->d_name);
	closedir(dir);
	return *upper;
}

/*
 * Those in the kernel that open a disk and claim nothing. Each has a file in which the
 * disk's name is.
 */
static const struct {
	const char *files;
	const char *what;
} openers[] = {
	{ "/sys/block/loop*/loop/backing_file", "a loop device" },
	{ "/sys/kernel/config/nvmet/subsystems/*/namespaces/*/device_path",
	  "an NVMe target" },
};

static bool is_named_in(const char *file, const struct part *disk)
{
	char path[PATH_MAX], name[PATH_MAX];
	struct stat now;
	FILE *stream = fopen(file, "re");
	bool ret;

	if (!stream)
		return false;
	ret = fgets(name, sizeof(name), stream);
	fclose(stream);
	if (!ret)
		return false;
	name[strcspn(name, "\n")] = '\0';
	return *name == '/' &&
	       !stat(file_path(path, sizeof(path), "%s", name), &now) &&
	       S_ISBLK(now.st_mode) && now.st_rdev == disk->number;
}

static const char *find_opener(const struct part *disk)
{
	const char *what = NULL;
	char path[PATH_MAX];
	glob_t found;

	for (size_t i = 0; !what && i < sizeof(openers) / sizeof(openers[0]);
	     i++) {
		if (glob(file_path(path, sizeof(path), "%s", openers[i].files),
			 GLOB_NOSORT, NULL, &found))
			continue;
		for (size_t f = 0; !what && f < found.gl_pathc; f++)
			if (is_named_in(found.gl_pathv[f], disk))
				what = openers[i].what;
		globfree(&found);
	}
	return what;
}

static bool is_mounted(const struct part *disk, char *text, size_t size)
{
	const struct mount *mount;
	struct mounts mounts;

	mounts_find(&mounts);
	mount = mounts_of_disk(&mounts, disk->number);
	if (mount)
		mounts_text(mount, text, size);
	mounts_free(&mounts);
	return mount;
}

/* Who has claimed it, as far as that can be seen. */
static bool find_claimant(const struct part *disk, char *text, size_t size)
{
	char how[256];

	if (is_mounted(disk, how, sizeof(how)))
		snprintf(text, size, "its disk %s is %s", disk->name, how);
	else if (is_swap(disk))
		snprintf(text, size, "its disk %s is used for swapping",
			 disk->name);
	else if (has_upper(disk, how, sizeof(how)))
		snprintf(text, size,
			 "its disk %s is used by another device, %s",
			 disk->name, how);
	return *text;
}

bool disk_use_find(const struct part *disk, const struct holders *holders,
		   char *text, size_t size)
{
	const struct holder *holder =
		holders_of_file(holders, true, disk->number);
	const char *opener;

	*text = '\0';
	if (claim_of(disk) != CLAIM_NONE && find_claimant(disk, text, size))
		return true;
	opener = holder ? NULL : find_opener(disk);
	if (holder)
		snprintf(text, size, "its disk %s is open in %s (pid %d)",
			 disk->name, holder->command, holder->pid);
	else if (opener)
		snprintf(text, size, "its disk %s is used by %s", disk->name,
			 opener);
	return *text;
}

bool disk_use_is_claimed(const struct part *disk, char *text, size_t size)
{
	if (claim_of(disk) != CLAIM_MADE)
		return false;
	snprintf(
		text, size,
		"its disk %s is claimed: mounted where it cannot be seen, or used by another device",
		disk->name);
	return true;
}
