// SPDX-License-Identifier: GPL-2.0-only
/* Records of the kernel's log, each read once. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "log.h"

/* No record is longer. */
#define RECORD_MAX 8192

void log_open(struct log *log, const char *driver, const char *address)
{
	char path[PATH_MAX];

	log->nr = 0;
	snprintf(log->head, sizeof(log->head), "%s %s: ", driver, address);
	log->fd = open(file_path(path, sizeof(path), "/dev/kmsg"),
		       O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log->fd >= 0)
		lseek(log->fd, 0, SEEK_END);
}

void log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

static void take_record(struct log *log, char *record)
{
	char *message = strstr(record, log->head);

	if (!message || log->nr == LOG_LINES)
		return;
	message += strlen(log->head);
	message[strcspn(message, "\n")] = '\0';
	snprintf(log->lines[log->nr++], sizeof(log->lines[0]), "%s", message);
}

static void read_records(struct log *log)
{
	char record[RECORD_MAX + 1];
	ssize_t len;

	if (log->fd < 0)
		return;
	/* EPIPE: some were overwritten; it goes on with the next */
	while ((len = read(log->fd, record, RECORD_MAX)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		if (len < 0)
			continue;
		record[len] = '\0';
		take_record(log, record);
	}
}

bool log_find(struct log *log, const char *text, char *line, size_t size)
{
	read_records(log);
	for (unsigned int i = 0; i < log->nr; i++) {
		if (strstr(log->lines[i], text)) {
			snprintf(line, size, "%s", log->lines[i]);
			return true;
		}
	}
	return false;
}

bool log_last(struct log *log, char *line, size_t size)
{
	read_records(log);
	if (!log->nr)
		return false;
	snprintf(line, size, "%s", log->lines[log->nr - 1]);
	return true;
}
