// SPDX-License-Identifier: GPL-2.0-only
/* Reading and writing small files of the kernel. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "file.h"

static int make_path(char *path, size_t size, const char *fmt, va_list args)
{
	const char *root = getenv("VIRTIO_VFIO_ROOT");
	int len = snprintf(path, size, "%s", root ? root : "");

	if ((size_t)len >= size)
		return -ENAMETOOLONG;
	len += vsnprintf(path + len, size - len, fmt, args);
	return (size_t)len >= size ? -ENAMETOOLONG : 0;
}

const char *file_path(char *path, size_t size, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	make_path(path, size, fmt, args);
	va_end(args);
	return path;
}

bool file_exists(const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	return !ret && !access(path, F_OK);
}

static int read_text(const char *path, char *text, size_t size)
{
	ssize_t len;
	int fd, ret;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	len = read(fd, text, size - 1);
	ret = len < 0 ? -errno : 0;
	close(fd);
	if (ret)
		return ret;
	text[len] = '\0';
	return 0;
}

static int read_line(const char *path, char *text, size_t size)
{
	int ret = read_text(path, text, size);

	if (!ret)
		text[strcspn(text, "\n")] = '\0';
	return ret;
}

int file_read(char *text, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	*text = '\0';
	return ret ? ret : read_line(path, text, size);
}

int file_read_all(char *text, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	*text = '\0';
	return ret ? ret : read_text(path, text, size);
}

long long file_number(const char *fmt, ...)
{
	char path[PATH_MAX], text[64], *end;
	long long number;
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (!ret)
		ret = read_line(path, text, sizeof(text));
	if (ret)
		return ret;
	errno = 0;
	number = strtoll(text, &end, 0);
	return errno || end == text || *end ? -EINVAL : number;
}

int file_device(dev_t *number, const char *fmt, ...)
{
	char path[PATH_MAX], text[32];
	unsigned int major, minor;
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (!ret)
		ret = read_line(path, text, sizeof(text));
	if (ret)
		return ret;
	if (sscanf(text, "%u:%u", &major, &minor) != 2)
		return -EINVAL;
	*number = makedev(major, minor);
	return 0;
}

bool file_is_elsewhere(void)
{
	const char *root = getenv("VIRTIO_VFIO_ROOT");

	return root && *root;
}

int file_write(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int fd, ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (ret)
		return ret;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int file_link(char *name, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX], target[PATH_MAX], *last;
	va_list args;
	ssize_t len;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	*name = '\0';
	if (ret)
		return ret;
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	last = strrchr(target, '/');
	snprintf(name, size, "%s", last ? last + 1 : target);
	return 0;
}
