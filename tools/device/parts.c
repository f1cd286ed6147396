// SPDX-License-Identifier: GPL-2.0-only
/* A walk through a function's folder. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/parts.h"
#include "file.h"

/* No kernel nests devices deeper; a disk's partition is at 8 with SCSI */
#define DEPTH_MAX 16

static void add(struct parts *parts, enum part_kind kind, const char *path,
		const char *name, dev_t number)
{
	struct part *part =
		realloc(parts->list, (parts->nr + 1) * sizeof(*part));

	if (!part)
		return;
	parts->list = part;
	part += parts->nr++;
	part->kind = kind;
	part->number = number;
	snprintf(part->name, sizeof(part->name), "%s", name);
	snprintf(part->path, sizeof(part->path), "%s", path);
}

static void take(struct parts *parts, const char *path, const char *name)
{
	char subsystem[32];
	dev_t number;

	if (file_link(subsystem, sizeof(subsystem), "%s/subsystem", path))
		return;
	if (!strcmp(subsystem, "net"))
		add(parts, PART_INTERFACE, path, name, 0);
	else if (strcmp(subsystem, "vfio-dev") &&
		 !file_device(&number, "%s/dev", path))
		add(parts, strcmp(subsystem, "block") ? PART_CHAR : PART_BLOCK,
		    path, name, number);
}

static void walk(struct parts *parts, const char *path, int depth)
{
	char full[PATH_MAX], below[sizeof(parts->list->path)];
	struct dirent *entry;
	DIR *dir;

	dir = opendir(file_path(full, sizeof(full), "%s", path));
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		/* links lead elsewhere */
		if (entry->d_type != DT_DIR || *entry->d_name == '.' ||
		    (size_t)snprintf(below, sizeof(below), "%s/%s", path,
				     entry->d_name) >= sizeof(below))
			continue;
		take(parts, below, entry->d_name);
		if (depth < DEPTH_MAX)
			walk(parts, below, depth + 1);
	}
	closedir(dir);
}

void parts_find(struct parts *parts, const struct function *function)
{
	char path[sizeof(parts->list->path)];

	memset(parts, 0, sizeof(*parts));
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s",
		 function->address);
	walk(parts, path, 0);
}

void parts_free(struct parts *parts)
{
	free(parts->list);
	parts->list = NULL;
	parts->nr = 0;
}
