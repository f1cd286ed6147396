// SPDX-License-Identifier: GPL-2.0-only
/* Interfaces, disks and mounts that belong to a PCI function. */
#include <dirent.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/host_use.h"
#include "file.h"

#define LINE_MAX_SIZE 4096
#define BLANKS	      "\t\n "

/* Is it a disk, or a part of one, of the function? */
static bool belongs(const char *block, const struct function *function)
{
	char link[PATH_MAX], device[PATH_MAX], path[PATH_MAX];
	size_t len;

	file_path(link, sizeof(link), "/sys/bus/pci/devices/%s",
		  function->address);
	if (!realpath(link, device))
		return false;
	file_path(link, sizeof(link), "/sys/class/block/%s", block);
	if (!realpath(link, path))
		return false;
	len = strlen(device);
	return !strncmp(path, device, len) && path[len] == '/';
}

static bool is_up(const char *interface)
{
	long long flags = file_number("/sys/class/net/%s/flags", interface);

	return flags > 0 && flags & IFF_UP;
}

/* Is it a word of the line? */
static bool has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	for (; *line; line += strcspn(line, BLANKS)) {
		line += strspn(line, BLANKS);
		if (!strncmp(line, word, len) && strchr(BLANKS, line[len]))
			return true;
	}
	return false;
}

static bool file_has_word(const char *file, const char *word, char *found)
{
	char path[PATH_MAX], line[LINE_MAX_SIZE];
	bool ret = false;
	FILE *stream;

	stream = fopen(file_path(path, sizeof(path), "%s", file), "re");
	if (!stream)
		return false;
	while (!ret && fgets(line, sizeof(line), stream)) {
		ret = has_word(line, word);
		/* the place where it is mounted */
		if (ret &&
		    (!found ||
		     sscanf(line, "%*s %*s %*s %*s %255s", found) != 1) &&
		    found)
			*found = '\0';
	}
	fclose(stream);
	return ret;
}

static bool has_holders(const char *block)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool ret = false;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path),
				"/sys/class/block/%s/holders", block));
	if (!dir)
		return false;
	while (!ret && (entry = readdir(dir)))
		ret = *entry->d_name != '.';
	closedir(dir);
	return ret;
}

static bool disk_in_use(const char *block, char *text, size_t size)
{
	char number[32], name[300], where[256];

	file_read(number, sizeof(number), "/sys/class/block/%s/dev", block);
	snprintf(name, sizeof(name), "/dev/%s", block);
	if (*number && file_has_word("/proc/self/mountinfo", number, where))
		snprintf(text, size, "its disk %s is mounted on %s", block,
			 where);
	else if (file_has_word("/proc/swaps", name, NULL))
		snprintf(text, size, "its disk %s is used for swapping", block);
	else if (has_holders(block))
		snprintf(text, size, "its disk %s is used by another device",
			 block);
	return *text;
}

static bool interface_in_use(const char *interface, char *text, size_t size)
{
	if (is_up(interface))
		snprintf(text, size, "its interface %s is up", interface);
	return *text;
}

/* Those that virtio-pci's device has itself: interfaces or disks. */
static bool look(const char *virtio, const char *class,
		 bool (*in_use)(const char *, char *, size_t), char *text,
		 size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path),
				"/sys/bus/virtio/devices/%s/%s", virtio,
				class));
	if (!dir)
		return false;
	while (!*text && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			in_use(entry->d_name, text, size);
	closedir(dir);
	return *text;
}

/* Disks that are further down, behind a SCSI host. */
static bool look_for_disks(const struct function *function, char *text,
			   size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path), "/sys/class/block"));
	if (!dir)
		return false;
	while (!*text && (entry = readdir(dir)))
		if (*entry->d_name != '.' && belongs(entry->d_name, function))
			disk_in_use(entry->d_name, text, size);
	closedir(dir);
	return *text;
}

static bool folder_in_use(const char *virtio, char *text, size_t size)
{
	char tag[64], where[256];

	if (!file_read(tag, sizeof(tag), "/sys/bus/virtio/devices/%s/mount_tag",
		       virtio) &&
	    *tag && file_has_word("/proc/self/mountinfo", tag, where))
		snprintf(text, size, "its folder %s is mounted on %s", tag,
			 where);
	return *text;
}

bool host_use_find(const struct function *function, char *text, size_t size)
{
	char virtio[32];

	*text = '\0';
	function_virtio(function->address, virtio, sizeof(virtio));
	if (!*virtio)
		return false;
	return look(virtio, "net", interface_in_use, text, size) ||
	       look(virtio, "block", disk_in_use, text, size) ||
	       folder_in_use(virtio, text, size) ||
	       look_for_disks(function, text, size);
}
