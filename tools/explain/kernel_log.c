// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's log, as far as it still has it and the caller may read it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain/kernel.h"
#include "file.h"

/* No record is longer. */
#define RECORD_MAX 8192

/* As it was read last; NULL for not at all, or no more of interest. */
static char *log_text;

static int read_all(int fd)
{
	size_t size = 0, room = 0;
	char *more;
	ssize_t len;

	for (;;) {
		if (room - size < RECORD_MAX + 1) {
			room = 2 * room + RECORD_MAX + 1;
			more = realloc(log_text, room);
			if (!more)
				return -ENOMEM;
			log_text = more;
		}
		len = read(fd, log_text + size, RECORD_MAX);
		/* some were overwritten; it goes on with the next */
		if (len < 0 && errno == EPIPE)
			continue;
		if (len <= 0)
			break;
		size += len;
	}
	log_text[size] = '\0';
	return 0;
}

static int read_log(void)
{
	char path[PATH_MAX];
	int fd, ret;

	if (log_text)
		return 0;
	fd = open(file_path(path, sizeof(path), "/dev/kmsg"),
		  O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = read_all(fd);
	close(fd);
	if (ret)
		kernel_log_forget();
	return ret;
}

void kernel_log_forget(void)
{
	free(log_text);
	log_text = NULL;
}

int kernel_log_last(char *line, size_t size, const char *driver,
		    const char *address, const char *text)
{
	char head[128], message[256];
	const char *at;
	int ret;

	*line = '\0';
	ret = read_log();
	if (ret)
		return ret;
	snprintf(head, sizeof(head), "%s %s: ", driver, address);
	for (at = log_text; (at = strstr(at, head));) {
		at += strlen(head);
		snprintf(message, sizeof(message), "%.*s",
			 (int)strcspn(at, "\n"), at);
		if (strstr(message, text))
			snprintf(line, size, "%s", message);
	}
	return *line ? 0 : -ENOENT;
}
