/* SPDX-License-Identifier: GPL-2.0-only */
/* What is mounted, as far as the caller may see it, in the namespaces of all processes. */
#ifndef TOOLS_MOUNTS_H
#define TOOLS_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct mount - a line of a mountinfo
 * @number: of the device; several file systems have others than their disk's
 * @source: "/dev/vda1", or a tag
 * @type: of the file system
 * @where: it is
 * @pid: a process that sees it, if the caller does not; else 0
 */
struct mount {
	dev_t number;
	char source[128];
	char type[32];
	char where[160];
	pid_t pid;
};

struct mounts {
	struct mount *list;
	size_t nr;
};

void mounts_find(struct mounts *mounts);
void mounts_free(struct mounts *mounts);

/* The first of a block device, by its number or by the name of its file; or NULL. */
const struct mount *mounts_of_disk(const struct mounts *mounts, dev_t number);

/* The first of that type and, if not NULL, that source; or NULL. */
const struct mount *mounts_of_type(const struct mounts *mounts,
				   const char *type, const char *source);

/* "mounted on /mnt", and whose that is if it is not the caller's. */
void mounts_text(const struct mount *mount, char *text, size_t size);

#endif
