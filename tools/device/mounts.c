// SPDX-License-Identifier: GPL-2.0-only
/* The mountinfo of one process for each namespace. */
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "device/mounts.h"
#include "file.h"

static void add(struct mounts *mounts, char *line, pid_t pid)
{
	unsigned int major, minor;
	struct mount *mount;
	char *rest;

	mount = realloc(mounts->list, (mounts->nr + 1) * sizeof(*mount));
	if (!mount)
		return;
	mounts->list = mount;
	mount += mounts->nr;
	memset(mount, 0, sizeof(*mount));
	/* between these two there are as many fields as the kernel likes */
	rest = strstr(line, " - ");
	if (!rest ||
	    sscanf(line, "%*s %*s %u:%u %*s %159s", &major, &minor,
		   mount->where) != 3 ||
	    sscanf(rest, " - %31s %127s", mount->type, mount->source) != 2)
		return;
	mount->number = makedev(major, minor);
	mount->pid = pid;
	mounts->nr++;
}

static void read_mounts(struct mounts *mounts, const char *process, pid_t pid)
{
	char path[PATH_MAX], *line = NULL;
	size_t size = 0;
	FILE *stream;

	stream = fopen(file_path(path, sizeof(path), "/proc/%s/mountinfo",
				 process),
		       "re");
	if (!stream)
		return;
	while (getline(&line, &size, stream) >= 0)
		add(mounts, line, pid);
	free(line);
	fclose(stream);
}

/* 0 if it cannot be seen. */
static ino_t namespace_of(const char *process)
{
	char path[PATH_MAX];
	struct stat now;

	if (stat(file_path(path, sizeof(path), "/proc/%s/ns/mnt", process),
		 &now))
		return 0;
	return now.st_ino;
}

static bool is_known(const ino_t *known, size_t nr, ino_t ino)
{
	for (size_t i = 0; i < nr; i++)
		if (known[i] == ino)
			return true;
	return false;
}

void mounts_find(struct mounts *mounts)
{
	ino_t *known = malloc(sizeof(*known)), *more, ino;
	char path[PATH_MAX];
	struct dirent *entry;
	size_t nr = 1;
	DIR *dir;

	memset(mounts, 0, sizeof(*mounts));
	read_mounts(mounts, "self", 0);
	dir = opendir(file_path(path, sizeof(path), "/proc"));
	if (!dir || !known)
		goto out;
	known[0] = namespace_of("self");
	while ((entry = readdir(dir))) {
		if (!isdigit(*entry->d_name))
			continue;
		ino = namespace_of(entry->d_name);
		if (!ino || is_known(known, nr, ino))
			continue;
		more = realloc(known, (nr + 1) * sizeof(*known));
		if (!more)
			break;
		known = more;
		known[nr++] = ino;
		read_mounts(mounts, entry->d_name, atoi(entry->d_name));
	}
out:
	if (dir)
		closedir(dir);
	free(known);
}

void mounts_free(struct mounts *mounts)
{
	free(mounts->list);
	mounts->list = NULL;
	mounts->nr = 0;
}

/* btrfs, for one, has a number of its own, and names the disk. */
static bool names(const struct mount *mount, dev_t number)
{
	char path[PATH_MAX];
	struct stat now;

	return *mount->source == '/' &&
	       !stat(file_path(path, sizeof(path), "%s", mount->source),
		     &now) &&
	       S_ISBLK(now.st_mode) && now.st_rdev == number;
}

const struct mount *mounts_of_disk(const struct mounts *mounts, dev_t number)
{
	for (size_t i = 0; i < mounts->nr; i++)
		if (mounts->list[i].number == number ||
		    names(&mounts->list[i], number))
			return &mounts->list[i];
	return NULL;
}

const struct mount *mounts_of_type(const struct mounts *mounts,
				   const char *type, const char *source)
{
	for (size_t i = 0; i < mounts->nr; i++)
		if (!strcmp(mounts->list[i].type, type) &&
		    (!source || !strcmp(mounts->list[i].source, source)))
			return &mounts->list[i];
	return NULL;
}

void mounts_text(const struct mount *mount, char *text, size_t size)
{
	char command[32];

	if (!mount->pid) {
		snprintf(text, size, "mounted on %s", mount->where);
		return;
	}
	file_read(command, sizeof(command), "/proc/%d/comm", mount->pid);
	snprintf(text, size,
		 "mounted on %s in the mount namespace of %s (pid %d)",
		 mount->where, command, mount->pid);
}
