// SPDX-License-Identifier: GPL-2.0-only
/* Replacing a file at once. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "metrics/textfile.h"

#define FOR_ANYBODY 0644

int textfile_begin(struct textfile *file, const char *path)
{
	/* a node exporter reads what ends with .prom, so this does not */
	int len = snprintf(file->temporary, sizeof(file->temporary),
			   "%s.XXXXXX", path);
	int fd, error;

	if ((size_t)len >= sizeof(file->temporary))
		return -ENAMETOOLONG;
	file->path = path;
	fd = mkostemp(file->temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	file->to = fdopen(fd, "w");
	if (file->to)
		return 0;
	error = -errno;
	close(fd);
	unlink(file->temporary);
	return error;
}

static int make_whole(FILE *to)
{
	errno = 0;
	if (fflush(to) || ferror(to))
		return errno ? -errno : -EIO;
	return fchmod(fileno(to), FOR_ANYBODY) || fsync(fileno(to)) ? -errno
								    : 0;
}

int textfile_end(struct textfile *file)
{
	int ret = make_whole(file->to);

	if (fclose(file->to) && !ret)
		ret = -errno;
	if (!ret && rename(file->temporary, file->path))
		ret = -errno;
	if (ret)
		unlink(file->temporary);
	return ret;
}
