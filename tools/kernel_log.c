// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's log, as far as it still has it and the caller may read it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "kernel.h"

/* Of a record the first line is what was said; those after it are of other form. */
static void take(char *records, char *line, size_t size, const char *head,
		 const char *text)
{
	char *record, *rest, *message;

	for (record = strtok_r(records, "\n", &rest); record;
	     record = strtok_r(NULL, "\n", &rest)) {
		message = strstr(record, head);
		if (message && strstr(message, text))
			snprintf(line, size, "%s", message + strlen(head));
	}
}

int kernel_log_last(char *line, size_t size, const char *driver,
		    const char *address, const char *text)
{
	char path[PATH_MAX], record[8192], head[128];
	ssize_t len;
	int fd;

	*line = '\0';
	snprintf(head, sizeof(head), "%s %s: ", driver, address);
	fd = open(file_path(path, sizeof(path), "/dev/kmsg"),
		  O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (;;) {
		len = read(fd, record, sizeof(record) - 1);
		/* some were overwritten; it goes on with the next */
		if (len < 0 && errno == EPIPE)
			continue;
		if (len <= 0)
			break;
		record[len] = '\0';
		take(record, line, size, head, text);
	}
	close(fd);
	return *line ? 0 : -ENOENT;
}
