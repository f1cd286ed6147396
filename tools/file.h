/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of sysfs, procfs and the like. Names are absolute and made as by printf; the
 * environment's VIRTIO_VFIO_ROOT names a folder that has them, instead of "/".
 */
#ifndef TOOLS_FILE_H
#define TOOLS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FILE_NAME(at) __attribute__((format(printf, at, at + 1)))

/* The name with the root before it, in @path; returns @path. */
const char *file_path(char *path, size_t size, const char *fmt, ...)
	FILE_NAME(3);

bool file_exists(const char *fmt, ...) FILE_NAME(1);

/*
 * The first line, without its end. Returns 0 or a negative errno; the text is empty
 * then.
 */
int file_read(char *text, size_t size, const char *fmt, ...) FILE_NAME(3);

/* All of it that has room. Returns 0 or a negative errno, as file_read(). */
int file_read_all(char *text, size_t size, const char *fmt, ...) FILE_NAME(3);

/* The file's number, in any base that C writes; a negative errno. */
long long file_number(const char *fmt, ...) FILE_NAME(1);

/* The number of a device, as in files "dev". Returns 0 or a negative errno. */
int file_device(dev_t *number, const char *fmt, ...) FILE_NAME(2);

/* Do files come from a folder, and so nothing from the kernel itself? */
bool file_is_elsewhere(void);

/* Writes it at once, as sysfs wants it. Returns 0 or a negative errno. */
int file_write(const char *text, const char *fmt, ...) FILE_NAME(2);

/* The last part of what a symbolic link names. Returns 0 or a negative errno. */
int file_link(char *name, size_t size, const char *fmt, ...) FILE_NAME(3);

#endif
